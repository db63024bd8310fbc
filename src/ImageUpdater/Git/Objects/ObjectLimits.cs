namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Bounds of one operation on objects. Whatever a repository holds, an operation ends and needs bounded memory.</summary>
public sealed record ObjectLimits
{
    /// <summary>Largest object that is read into memory, in bytes; default 32 MiB.</summary>
    public long MaxObjectBytes { get; init; } = 32L << 20;

    /// <summary>Largest file that is searched for a text without being held, in bytes; default 256 MiB.</summary>
    public long MaxSearchedBytes { get; init; } = 256L << 20;

    /// <summary>
    /// Most entries of trees that one operation reads, entries of a folder that is there twice counted twice; default 5,000,000.
    /// </summary>
    public int MaxEntries { get; init; } = 5_000_000;

    /// <summary>Most files that one operation hands over; default 500,000.</summary>
    public int MaxFiles { get; init; } = 500_000;

    /// <summary>Longest path, in UTF-16 units; default 4,096, as the file system has it.</summary>
    public int MaxPathLength { get; init; } = 4096;

    /// <summary>Most commits that one operation reads; default 500,000.</summary>
    public int MaxCommits { get; init; } = 500_000;

    /// <summary>Longest time of one operation; default 2 minutes.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(2);
}
