using ImageAutomation.ImageReflector.Registry;

namespace ImageAutomation.ImageReflector.Hooks.Hints;

/// <summary>
/// What comes after one look at a tag that a webhook told of. Pure. Registries send their events before, while, or after they write the
/// tag, so an answer that does not fit the event is asked for again, on a ladder of growing gaps.
/// </summary>
internal abstract record HintStep
{
    /// <summary>Times after the hint when the registry is asked.</summary>
    public static readonly IReadOnlyList<TimeSpan> Ladder =
    [
        TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(500),
        TimeSpan.FromMilliseconds(1500), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15),
    ];

    /// <summary>
    /// So many times another digest than the hint's is asked about again; then the registry is right: a newer push has won.
    /// </summary>
    private const int MaxStaleLooks = 3;

    /// <summary>So many answers of a registry that is just writing the tag are taken for that; then it is in trouble.</summary>
    private const int MaxUnsettledLooks = 3;

    private HintStep() // closed: only the cases below
    {
    }

    /// <summary>Decides.</summary>
    /// <param name="hinted">Digest of the hint; null: none.</param>
    /// <param name="sight">What the registry showed; null: it answered something else than yes or no.</param>
    /// <param name="look">Number of this look, from 0.</param>
    /// <param name="stale">Looks before this one that showed another digest than the hint's.</param>
    public static HintStep After(string? hinted, TagSight? sight, int look, int stale) => sight switch
    {
        null => new Listing(IsAbsent: false),
        { IsUnsettled: true } => look < MaxUnsettledLooks ? new Again(IsStale: false) : new Listing(IsAbsent: false),
        { IsThere: true, Digest: { } digest } when hinted is not null && digest != hinted && stale < MaxStaleLooks
            && look + 1 < Ladder.Count => new Again(IsStale: true),
        { IsThere: true } => new Confirmed(),
        _ => look + 1 < Ladder.Count ? new Again(IsStale: false) : new Listing(IsAbsent: true),
    };

    /// <summary>The tag is there.</summary>
    public sealed record Confirmed : HintStep;

    /// <summary>Ask again at the next rung.</summary>
    /// <param name="IsStale">Whether the registry still shows what was there before.</param>
    public sealed record Again(bool IsStale) : HintStep;

    /// <summary>No more looks; the next listing will tell.</summary>
    /// <param name="IsAbsent">Whether the registry said on every rung that the tag is not there.</param>
    public sealed record Listing(bool IsAbsent) : HintStep;
}
