namespace ImageAutomation.Common.Resources.Core;

/// <summary>A resource that a controller brings to its spec and reports on in its status.</summary>
/// <typeparam name="TSelf">The resource type itself.</typeparam>
public interface IReconciledResource<TSelf> : IResource<TSelf>
    where TSelf : IReconciledResource<TSelf>
{
    /// <summary>The common part of status.</summary>
    IConditionedStatus Conditioned { get; }

    /// <summary>Whether the user put the object at rest.</summary>
    bool IsSuspended { get; }

    /// <summary>The object with another common part of status.</summary>
    TSelf WithConditions(IReadOnlyList<Condition>? conditions, long observedGeneration, string? lastHandledReconcileAt);

    /// <summary>The object with the whole status of another state of it.</summary>
    TSelf WithStatusOf(TSelf other);

    /// <summary>The object with other metadata.</summary>
    TSelf WithMetadata(ObjectMeta metadata);
}
