using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>How files are edited.</summary>
public sealed record EditOptions
{
    /// <summary>How targets are found; <see cref="EditStrategy.Setters"/> by default.</summary>
    public EditStrategy Strategy { get; init; } = EditStrategy.Setters;

    /// <summary>What happens with marked files that are not YAML; <see cref="UnparsableFiles.Skip"/> by default.</summary>
    public UnparsableFiles Unparsable { get; init; } = UnparsableFiles.Skip;

    /// <summary>Files that are taken; null (default) means all.</summary>
    public PathFilter? Paths { get; init; }
}
