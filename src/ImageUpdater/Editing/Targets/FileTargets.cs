using ImageAutomation.ImageUpdater.Editing.Markers;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>What one file holds. Plain data; independent of which policies exist.</summary>
public sealed record FileTargets
{
    /// <summary>Path of the file, as given.</summary>
    public required string Path { get; init; }

    /// <summary>The targets, in the order of their bytes; empty when there is a <see cref="Problem"/>.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>Markers that can name no policy.</summary>
    public IReadOnlyList<IgnoredMarker> Ignored { get; init; } = [];

    /// <summary>Markers that stand where they mark nothing, such as behind a flow collection.</summary>
    public IReadOnlyList<IgnoredMarker> Loose { get; init; } = [];

    /// <summary>Lines that seem to be meant as markers, and are none.</summary>
    public IReadOnlyList<NearMiss> Misses { get; init; } = [];

    /// <summary>Why the file is left alone; null when it was read.</summary>
    public FileProblem? Problem { get; init; }
}
