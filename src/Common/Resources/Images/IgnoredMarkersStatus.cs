namespace ImageAutomation.Common.Resources.Images;

/// <summary>Markers that marked nothing in the last run. Output only.</summary>
public sealed record IgnoredMarkersStatus
{
    /// <summary>How many there are.</summary>
    public required int Total { get; init; }

    /// <summary>The first 20 of them, by path and line.</summary>
    public IReadOnlyList<IgnoredMarkerEntry>? Entries { get; init; }
}
