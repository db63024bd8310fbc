using ImageAutomation.Common.Time;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>
/// What is known about an elected tag that listings lack. It outlives restarts, so that each of them does not begin a new wait.
/// </summary>
public sealed record Absence
{
    /// <summary>Image of the repository, canonical.</summary>
    public required string Image { get; init; }

    /// <summary>The tag.</summary>
    public required string Tag { get; init; }

    /// <summary>The last listing that was looked at; each counts once.</summary>
    public required string Listing { get; init; }

    /// <summary>When the tag was first missing, for people.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Listings in a row without it, each confirmed by a 404 of its manifest.</summary>
    public int Listings { get; init; }

    /// <summary>Time from the first to the last of them, on monotonic clocks.</summary>
    public TimeSpan Span { get; init; }

    /// <summary>How long the list has been the same, on monotonic clocks.</summary>
    public TimeSpan Unchanged { get; init; }

    /// <summary>Revision of the list.</summary>
    public required string Revision { get; init; }

    /// <summary>Whether the list looked like an outage when it was last looked at.</summary>
    public bool LooksLikeOutage { get; init; }

    /// <summary>What the registry said about the manifest.</summary>
    public ManifestAnswer Answer { get; init; }

    /// <summary>Why the registry's word proves nothing; null when it does.</summary>
    public string? AnswersFromCache { get; init; }

    /// <summary>When it was last looked at.</summary>
    public required SteadyMark At { get; init; }
}
