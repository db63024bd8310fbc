namespace ImageAutomation.Common.Resources.Git;

/// <summary>What the source controller has fetched.</summary>
public sealed record GitArtifact
{
    /// <summary>Branch or tag and commit, such as <c>main@sha1:4f2a...</c>.</summary>
    public string? Revision { get; init; }
}
