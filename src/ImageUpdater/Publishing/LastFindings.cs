using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>
/// Holds and skipped files of the last run of each automation, also where the cluster's CRDs drop these additions from status: without
/// them every run would find news.
/// </summary>
internal sealed class LastFindings
{
    private readonly ConcurrentDictionary<ObjectKey, ImageUpdateAutomationStatus> last = new();

    /// <summary>Status as the last run left it, with the additions that the server may have dropped.</summary>
    public ImageUpdateAutomationStatus Of(ImageUpdateAutomation automation)
    {
        var status = automation.Status;
        // What was never recorded was never told either.
        if (!last.TryGetValue(automation.Key, out var left) || Seconds(status) < Seconds(left)) return status;
        return status with
        {
            Holds = status.Holds ?? left.Holds,
            SkippedFiles = status.SkippedFiles ?? left.SkippedFiles,
            IgnoredMarkers = status.IgnoredMarkers ?? left.IgnoredMarkers,
        };
    }

    /// <summary>Notes what a run leaves.</summary>
    public void Note(ImageUpdateAutomation automation) => last[automation.Key] = automation.Status;

    /// <summary>Forgets an automation that is gone.</summary>
    public void Forget(ObjectKey automation) => last.TryRemove(automation, out _);

    // The API keeps whole seconds.
    private static long Seconds(ImageUpdateAutomationStatus status) => status.LastAutomationRunTime?.ToUnixTimeSeconds() ?? long.MinValue;
}
