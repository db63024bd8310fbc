namespace ImageAutomation.Common.Policies;

/// <summary>A tag that a person took out of an ImagePolicy's election.</summary>
public sealed record WithdrawnTag
{
    /// <summary>The tag.</summary>
    public required string Tag { get; init; }

    /// <summary>Only while the tag has this digest; null: whatever it leads to.</summary>
    public string? Digest { get; init; }

    /// <summary>Who.</summary>
    public string? By { get; init; }

    /// <summary>Why, in that person's words.</summary>
    public string? Reason { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? At { get; init; }
}
