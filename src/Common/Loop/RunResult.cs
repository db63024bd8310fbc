namespace ImageAutomation.Common.Loop;

/// <summary>How a run ended, for metrics.</summary>
public enum RunResult
{
    /// <summary>Nothing more to do until something changes.</summary>
    Success,

    /// <summary>To be run again at once.</summary>
    Requeue,

    /// <summary>Due again later.</summary>
    RequeueAfter,

    /// <summary>Failed, will be retried.</summary>
    Error,

    /// <summary>Failed, only a change of the spec helps.</summary>
    TerminalError,
}
