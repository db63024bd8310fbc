namespace ImageAutomation.Common.Resources.Images;

/// <summary>Files that the last run left alone: a marker is in them, but they are no YAML, or too large. Output only.</summary>
public sealed record SkippedFilesStatus
{
    /// <summary>How many there are.</summary>
    public required int Total { get; init; }

    /// <summary>The first 20 of them, by path.</summary>
    public IReadOnlyList<SkippedFile>? Entries { get; init; }
}
