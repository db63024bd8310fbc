namespace ImageAutomation.ImageReflector.Registry.Catalog;

/// <summary>What a vulnerability scan of the registry found.</summary>
/// <param name="IsDone">Whether a report is there; else it is under way, waits, or failed.</param>
/// <param name="Status">The registry's word.</param>
/// <param name="Severity">The worst that was found, in the registry's word; null without a report.</param>
/// <param name="EndTime">When it ended; null when that is not known.</param>
/// <param name="Counts">Findings by severity.</param>
public sealed record ArtifactScan(
    bool IsDone, string Status, string? Severity, DateTimeOffset? EndTime, IReadOnlyDictionary<string, int> Counts);
