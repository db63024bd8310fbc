namespace ImageAutomation.Common.Resources.Core;

/// <summary>The part of status that is the same on the three image kinds.</summary>
public interface IConditionedStatus
{
    /// <summary>Generation that last became Ready or Stalled; -1 before that.</summary>
    long ObservedGeneration { get; }

    /// <summary>Conditions; null before the first run.</summary>
    IReadOnlyList<Condition>? Conditions { get; }

    /// <summary>Value of the request annotation that was last handled.</summary>
    string? LastHandledReconcileAt { get; }
}
