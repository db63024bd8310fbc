namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>A commit as it is stored.</summary>
public sealed record CommitObject
{
    /// <summary>Its id.</summary>
    public required ObjectId Id { get; init; }

    /// <summary>Its tree.</summary>
    public required ObjectId Tree { get; init; }

    /// <summary>Its parents, in order; those of a commit at the shallow boundary are named here but not in the mirror.</summary>
    public required IReadOnlyList<ObjectId> Parents { get; init; }

    /// <summary>Author.</summary>
    public required GitSignature Author { get; init; }

    /// <summary>Committer.</summary>
    public required GitSignature Committer { get; init; }

    /// <summary>The whole message, as text.</summary>
    public required string Message { get; init; }

    /// <summary>Text of the <c>gpgsig</c> header, or null.</summary>
    public string? Signature { get; init; }

    /// <summary>Whether local history ends here although the commit has parents.</summary>
    public bool IsAtBoundary { get; init; }
}
