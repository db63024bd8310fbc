namespace ImageAutomation.Common.Resources.Images;

/// <summary>A marker, or what somebody seems to have meant as one, from which nothing follows.</summary>
public sealed record IgnoredMarkerEntry
{
    /// <summary>File, relative to the repository root.</summary>
    public required string Path { get; init; }

    /// <summary>Line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Why nothing follows from it, and what to do.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}:{Line}: {Reason}";
}
