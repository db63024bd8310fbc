namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>A push.</summary>
public sealed record PushRequest
{
    /// <summary>Refs, at least one, each once. Several go through together or not at all where the server can do that.</summary>
    public required IReadOnlyList<PushRef> Refs { get; init; }

    /// <summary>Push options as <c>key=value</c>; none are sent when empty.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options { get; init; } = [];
}
