using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.TagStore;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Whether a repository is scanned now. Pure; conditions and reason texts are the reference's.</summary>
internal abstract record ScanDecision
{
    private static readonly TimeSpan MinimumWait = TimeSpan.FromSeconds(1);

    private ScanDecision() // closed: only the cases below
    {
    }

    /// <summary>Decides from all that was gathered.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="canonicalName">Canonical name of its image.</param>
    /// <param name="exclusions">Exclusion list in effect.</param>
    /// <param name="stored">The store's list for this object and name; null: none.</param>
    /// <param name="hints">What webhooks have brought.</param>
    /// <param name="now">Time.</param>
    public static ScanDecision Decide(
        ImageRepository repository, string canonicalName, IReadOnlyList<string> exclusions, StoredSummary? stored, ScanHints hints,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var status = repository.Status;
        if (status.LastScanResult is not { ScanTime: { } scanned }) return new Scan("first scan");
        if (repository.ReconcileRequestedAt is { } token && token != status.LastHandledReconcileAt) return new Scan("reconcile requested");
        if (canonicalName != status.CanonicalImageName) return new Scan("new image name");
        if (!IsSameList(exclusions, status.ObservedExclusionList ?? [])) return new Scan("updated exclusion list");
        if (stored is not { Count: > 0 }) return new Scan("no tags in database");
        // The request counts as handled although its scan failed. Without another scan the retry would say that all is well.
        if (status.Find(ConditionTypes.Ready) is { Status: "False", Reason: Reasons.ReadOperationFailed })
            return new Scan("reconcile requested");
        var interval = repository.Spec.Interval.Value;
        var remaining = scanned + interval - now;
        // A scan in the future was dated by a clock that was wrong; waiting for that time could take for ever.
        if (remaining < MinimumWait || remaining > interval) return new Scan("triggered by interval");
        if (hints.IsListingDue) return new Scan("triggered by a webhook");
        return hints.HasTags && stored.Revision != status.LastScanResult.Revision ? new TakeOver(remaining) : new Wait(remaining);
    }

    private static bool IsSameList(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.Count == other.Count && one.ToHashSet(StringComparer.Ordinal).SetEquals(other);

    /// <summary>Scan now.</summary>
    /// <param name="Why">Reason text.</param>
    public sealed record Scan(string Why) : ScanDecision;

    /// <summary>Scan later, but report the stored list now: webhooks have added to it.</summary>
    /// <param name="For">Time until the next scan is due.</param>
    public sealed record TakeOver(TimeSpan For) : ScanDecision;

    /// <summary>Scan later.</summary>
    /// <param name="For">Time until the next scan is due.</param>
    public sealed record Wait(TimeSpan For) : ScanDecision;
}
