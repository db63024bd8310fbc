namespace ImageAutomation.Common.Resources.Images;

/// <summary>Chooses tags by pattern and extracts what is ordered.</summary>
public sealed record TagFilter
{
    /// <summary>RE2 pattern, searched anywhere in the tag; empty matches every tag.</summary>
    public string? Pattern { get; init; }

    /// <summary>Template over the pattern's groups (<c>$1</c>, <c>${name}</c>); empty means the whole tag.</summary>
    public string? Extract { get; init; }
}
