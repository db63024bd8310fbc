namespace ImageAutomation.Common.Resources.Images;

/// <summary>A tag that would have been elected and was not, because of something else than order and filter.</summary>
public sealed record PassedOverTag
{
    /// <summary>The tag.</summary>
    public required string Tag { get; init; }

    /// <summary>Why, as <c>imgauto explain</c> names it.</summary>
    public required string Verdict { get; init; }

    /// <summary>Why, in words.</summary>
    public string? Message { get; init; }
}
