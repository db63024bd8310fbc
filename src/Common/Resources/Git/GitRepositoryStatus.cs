namespace ImageAutomation.Common.Resources.Git;

/// <summary>Status of a <see cref="GitRepository"/>, as far as the updater reads it.</summary>
public sealed record GitRepositoryStatus
{
    /// <summary>What the source controller has fetched last; null: nothing, or there is no source controller.</summary>
    public GitArtifact? Artifact { get; init; }
}
