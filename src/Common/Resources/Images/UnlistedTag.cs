namespace ImageAutomation.Common.Resources.Images;

/// <summary>An elected tag that the registry lists no more, and that is kept.</summary>
public sealed record UnlistedTag
{
    /// <summary>The tag.</summary>
    public required string Tag { get; init; }

    /// <summary>When it was first missing.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Complete listings in a row without it, each with a 404 of its manifest.</summary>
    public int Listings { get; init; }

    /// <summary>Why it is kept, and what would give it up.</summary>
    public string? Message { get; init; }
}
