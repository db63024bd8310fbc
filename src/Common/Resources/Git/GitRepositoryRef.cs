namespace ImageAutomation.Common.Resources.Git;

/// <summary>Points at a commit. The first member set in the order commit, name, tag, semver, branch counts.</summary>
public sealed record GitRepositoryRef
{
    /// <summary>Branch name.</summary>
    public string? Branch { get; init; }

    /// <summary>Tag name.</summary>
    public string? Tag { get; init; }

    /// <summary>Version range over tags.</summary>
    public string? Semver { get; init; }

    /// <summary>Full ref name, for example <c>refs/heads/main</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Commit hash.</summary>
    public string? Commit { get; init; }
}
