namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>What became of one ref.</summary>
public enum PushStatus
{
    /// <summary>Moved forward.</summary>
    Updated,

    /// <summary>Created.</summary>
    Created,

    /// <summary>Moved although commits were dropped.</summary>
    Forced,

    /// <summary>Was there already.</summary>
    UpToDate,

    /// <summary>Not at the expected id: somebody was faster.</summary>
    Stale,

    /// <summary>The server could not change it, and did not say whether somebody was faster.</summary>
    Contended,

    /// <summary>A lock file of the server stands in the way; the ref itself has not moved.</summary>
    Locked,

    /// <summary>Would have dropped commits, and was not forced.</summary>
    NonFastForward,

    /// <summary>Refused by the server.</summary>
    Rejected,

    /// <summary>Left alone because another ref of the same push failed.</summary>
    Aborted,
}
