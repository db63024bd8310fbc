namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>A commit to build on a parent.</summary>
public sealed record CommitRequest
{
    /// <summary>The parent, which gives the tree to start from; null makes a root commit.</summary>
    public required ObjectId? Parent { get; init; }

    /// <summary>Path from the root of the repository to new bytes. Modes stay; a new path becomes a plain file.</summary>
    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; }

    /// <summary>Author, with the author's time.</summary>
    public required GitSignature Author { get; init; }

    /// <summary>Committer; the author when null.</summary>
    public GitSignature? Committer { get; init; }

    /// <summary>Whole message; stored as it is, with a final line end added if it has none.</summary>
    public required string Message { get; init; }

    /// <summary>Signs the commit; null leaves it unsigned.</summary>
    public CommitSigner? Signer { get; init; }
}
