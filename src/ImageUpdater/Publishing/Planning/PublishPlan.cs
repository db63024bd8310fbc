using ImageAutomation.Common.Resources.Git;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>Where an automation reads and writes: its spec and its GitRepository put together.</summary>
public sealed record PublishPlan
{
    /// <summary>What is checked out.</summary>
    public required GitRepositoryRef Checkout { get; init; }

    /// <summary>Branch that commits are pushed to, without <c>refs/heads/</c>.</summary>
    public required string PushBranch { get; init; }

    /// <summary>Whether the push branch is another one than what is checked out.</summary>
    public required bool Switches { get; init; }

    /// <summary>Refspec pushed in addition; null without one.</summary>
    public string? Refspec { get; init; }

    /// <summary>Git push options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder or file below the root that is updated; empty means all.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whether a run cannot be skipped because the remote head did not move.</summary>
    public bool AlwaysSyncs => Switches || Refspec is not null;
}
