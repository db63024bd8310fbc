using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>Where mirrors live, and their limits.</summary>
public sealed record MirrorStoreOptions
{
    /// <summary>Folder of all mirrors; made when missing.</summary>
    public required string Root { get; init; }

    /// <summary>Packs in one mirror before it is repacked; default 40.</summary>
    public int MaxPacks { get; init; } = 40;

    /// <summary>Loose objects in one mirror, estimated, before it is repacked; default 3,000.</summary>
    public int MaxLooseObjects { get; init; } = 3000;

    /// <summary>Bytes of one mirror; above it the mirror is made anew, shallow, at the next fetch. Default 4 GiB.</summary>
    public long MaxMirrorBytes { get; init; } = 4L << 30;

    /// <summary>Bytes of all mirrors; above it those used longest ago go. Default 16 GiB.</summary>
    public long MaxTotalBytes { get; init; } = 16L << 30;

    /// <summary>Number of mirrors; above it those used longest ago go. Default 1,000.</summary>
    public int MaxMirrors { get; init; } = 1000;

    /// <summary>Own refs for pushed and kept commits in one mirror; the oldest go first. Default 200.</summary>
    public int MaxKeptCommits { get; init; } = 200;

    /// <summary>Bounds of reading.</summary>
    public ObjectLimits Objects { get; init; } = new();

    /// <summary>How long to wait for another process that works on the same mirror; default 2 minutes.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
