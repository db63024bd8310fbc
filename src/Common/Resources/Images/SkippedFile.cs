namespace ImageAutomation.Common.Resources.Images;

/// <summary>A file that a run left alone although it may hold values to update.</summary>
public sealed record SkippedFile
{
    /// <summary>File, relative to the repository root.</summary>
    public required string Path { get; init; }

    /// <summary>Why, and where in the file it was noticed.</summary>
    public required string Reason { get; init; }
}
