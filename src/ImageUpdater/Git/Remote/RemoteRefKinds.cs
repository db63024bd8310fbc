namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>Which refs a listing asks for.</summary>
[Flags]
public enum RemoteRefKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>All branches.</summary>
    Heads = 1,

    /// <summary>All tags.</summary>
    Tags = 2,

    /// <summary>Everything, <c>HEAD</c> included; costs more on servers with many merge requests.</summary>
    All = 4,
}
