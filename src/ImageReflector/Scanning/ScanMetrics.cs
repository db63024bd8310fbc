using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Scans, as metrics.</summary>
internal sealed class ScanMetrics : IWorkMeter<ImageRepository>
{
    private readonly MetricFamily scans;
    private readonly MetricFamily tags;

    /// <summary>Registers the metrics.</summary>
    public ScanMetrics(MetricsRegistry registry)
    {
        scans = registry.Histogram(
            "imageautomation_scan_duration_seconds", "Duration of registry scans, credentials and storing included", WorkTimes.Bounds,
            "result");
        tags = registry.Gauge("imageautomation_repository_tags", "Tags that the last scan of an ImageRepository kept", "namespace", "name");
    }

    /// <inheritdoc/>
    public void Worked(ImageRepository before, WorkOutcome<ImageRepository> outcome, TimeSpan took)
    {
        var (now, failure) = (outcome.Object, outcome.Failure);
        if (now.Status.LastScanResult is { } result) tags.Set(result.TagCount, now.Metadata.Namespace, now.Metadata.Name);
        if (failure is not null) scans.Observe(took.TotalSeconds, "failure");
        else if (now.Status.LastScanResult?.ScanTime != before.Status.LastScanResult?.ScanTime) scans.Observe(took.TotalSeconds, "success");
    }

    /// <inheritdoc/>
    public void Gone(ObjectKey key) => tags.Remove(key.Namespace, key.Name);
}
