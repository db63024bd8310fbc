namespace ImageAutomation.Common.Resources.Core;

/// <summary>Condition types of the image kinds. All follow kstatus.</summary>
public static class ConditionTypes
{
    /// <summary>Present after the first run.</summary>
    public const string Ready = "Ready";

    /// <summary>Present, and True, only while work goes on or is retried.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>Present, and True, only when nothing but a spec change helps.</summary>
    public const string Stalled = "Stalled";
}
