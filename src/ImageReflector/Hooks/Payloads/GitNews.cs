namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>References of one Git repository that moved, or a request of it that was closed.</summary>
internal sealed record GitNews
{
    /// <summary>Addresses of the repository as the forge names them, over HTTP and SSH.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>References that moved; empty for a request.</summary>
    public IReadOnlyList<GitRefNews> Refs { get; init; } = [];

    /// <summary>Whether a pull or merge request was closed or merged.</summary>
    public bool IsRequestClosed { get; init; }
}
