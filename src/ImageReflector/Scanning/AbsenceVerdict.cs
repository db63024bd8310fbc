using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Whether an elected tag that is not listed any more counts as deleted. Pure.</summary>
/// <param name="IsGivenUp">Whether the election goes on without it.</param>
/// <param name="Why">Why it is kept, and what would give it up; empty when it is given up.</param>
internal readonly record struct AbsenceVerdict(bool IsGivenUp, string Why)
{
    /// <summary>Listings without the tag that are needed.</summary>
    public const int NeededListings = 3;

    /// <summary>A short list that stays the same for so long is a purge and no outage.</summary>
    public static readonly TimeSpan Purge = TimeSpan.FromHours(24);

    /// <summary>Takes a listing without the tag into account.</summary>
    /// <param name="before">What was known; null: this is the first.</param>
    /// <param name="seen">
    /// What this listing shows: <see cref="Absence.Listings"/>, <see cref="Absence.Span"/> and <see cref="Absence.Unchanged"/> are not
    /// read.
    /// </param>
    /// <param name="limit">Most that is believed of a wall clock between two runs of the machine.</param>
    public static Absence Add(Absence? before, Absence seen, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(seen);
        if (before is null || before.Image != seen.Image) return seen with { Listings = seen.Answer == ManifestAnswer.Gone ? 1 : 0 };
        var passed = seen.At.Since(before.At, limit);
        var next = seen with
        {
            Since = before.Since,
            Unchanged = before.Revision == seen.Revision ? before.Unchanged + passed : TimeSpan.Zero,
        };
        return seen.Answer switch
        {
            // It is there: whatever was counted proves nothing.
            ManifestAnswer.Exists => next with { Listings = 0, Span = TimeSpan.Zero },
            // Nothing was said: what was counted stands, and time goes on counting from there.
            ManifestAnswer.Unknown => next with
            {
                Listings = before.Listings,
                Span = before.Span + (before.Listings > 0 ? passed : TimeSpan.Zero),
            },
            // The list has grown again: what was counted before belongs to the outage.
            _ when before.LooksLikeOutage && !seen.LooksLikeOutage => next with { Listings = 1, Span = TimeSpan.Zero },
            _ => next with { Listings = before.Listings + 1, Span = before.Listings > 0 ? before.Span + passed : TimeSpan.Zero },
        };
    }

    /// <summary>Decides.</summary>
    /// <param name="absence">What is known.</param>
    /// <param name="grace">How long it has to be missing.</param>
    /// <param name="outage">Why the list looks like what an outage left; null when it does not.</param>
    /// <param name="cache">Why the registry's word proves nothing; null when it does.</param>
    public static AbsenceVerdict Judge(Absence absence, VanishedTagGrace grace, string? outage, string? cache)
    {
        ArgumentNullException.ThrowIfNull(absence);
        if (cache is not null) return Keep($"{cache}; it is not given up by itself");
        if (grace.Fault is { } fault) return Keep($"{fault}; until that is mended it is not given up");
        if (grace.Span is not { } span) return Keep("its repository says that no tag is given up by itself");
        if (absence.Answer == ManifestAnswer.Exists) return Keep("its manifest is still there");
        // An operator who wants no wait wants the rule of old: one listing, one 404.
        if (span == TimeSpan.Zero)
            return absence.Answer == ManifestAnswer.Gone ? new(true, "") : Keep("the registry did not say that its manifest is gone");
        var needed = $"it is given up after {NeededListings} listings without it; of these the first and the last "
            + $"are {GoDuration.Format(span)} apart, and each has a 404 of its manifest";
        if (outage is not null && absence.Unchanged < Purge)
            return Keep(
                $"{outage}, which looks like an outage; when that is over, {needed}; a list that stays as it is "
                    + $"for {GoDuration.Format(Purge)} is no outage");
        if (absence.Answer == ManifestAnswer.Unknown) return Keep($"the registry could not be asked for its manifest; {needed}");
        return absence.Listings >= NeededListings && absence.Span >= span ? new(true, "") : Keep(needed);
    }

    private static AbsenceVerdict Keep(string why) => new(false, why);
}
