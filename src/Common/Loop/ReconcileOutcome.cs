using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Loop;

/// <summary>What the loop does after a run for a key.</summary>
/// <param name="Failure">A transient failure is retried with back-off; null, terminal and waiting ones are not.</param>
/// <param name="RequeueAfter">When the key is due again; null means only when something changes.</param>
public readonly record struct ReconcileOutcome(Failure? Failure, TimeSpan? RequeueAfter)
{
    /// <summary>Nothing more to do until something changes.</summary>
    public static ReconcileOutcome Done => default;

    /// <summary>Run again at once.</summary>
    public static ReconcileOutcome Again => new(null, TimeSpan.Zero);
}
