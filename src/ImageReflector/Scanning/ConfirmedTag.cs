namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>A tag that a webhook told of and that the registry has shown.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Pushed">When it was pushed, by the sender's clock; null: not told.</param>
/// <param name="Seen">When the webhook came, by our clock.</param>
public sealed record ConfirmedTag(string Tag, DateTimeOffset? Pushed, DateTimeOffset Seen)
{
    /// <summary>Canonical name of the image that it is a tag of.</summary>
    public required string Image { get; init; }
}
