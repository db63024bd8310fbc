using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageReflector.Hooks.Hints;

/// <summary>A webhook says that a tag of an ImageRepository is there. Nothing of it is believed before the registry has shown it.</summary>
/// <param name="Repository">The ImageRepository.</param>
/// <param name="Tag">The tag; not checked yet.</param>
internal sealed record TagHint(ObjectKey Repository, string Tag)
{
    /// <summary>Digest that the tag is said to have; null: not told.</summary>
    public string? Digest { get; init; }

    /// <summary>When it is said to have been pushed; null: not told.</summary>
    public DateTimeOffset? Pushed { get; init; }

    /// <summary>When the webhook came.</summary>
    public required DateTimeOffset Seen { get; init; }
}
