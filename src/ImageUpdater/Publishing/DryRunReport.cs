using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Tells what a dry run would have committed: one line a value, one for the commit, one for each value on hold.</summary>
internal sealed class DryRunReport(ILogger<DryRunReport> logger, PlanMetrics metrics)
{
    private const int MaxValues = 1000;

    private readonly ConcurrentDictionary<ObjectKey, string> told = new();

    /// <summary>Tells a plan, unless it is the one that was told last.</summary>
    public void Tell(ObjectKey automation, string branch, PublishPreview preview)
    {
        metrics.WouldChange(automation, preview.Changes.Count);
        var plan = string.Join(
            '\n', [branch, preview.Revision, .. preview.Changes.Select(c => c.ToString()),
                .. preview.Findings.Holds.Select(h => h.ToString())]);
        if (told.TryGetValue(automation, out var last) && last == plan) return;
        told[automation] = plan;
        foreach (var change in preview.Changes.Take(MaxValues))
            logger.WouldChange(automation, change.File, change.Line, change.OldValue, change.NewValue, change.Setter);
        if (preview.Changes.Count > MaxValues) logger.WouldChangeMore(automation, preview.Changes.Count - MaxValues);
        foreach (var hold in preview.Findings.Holds.Take(MaxValues))
            logger.WouldHold(automation, hold.Path, hold.Value, hold.Decision, hold.Policy);
        var subject = Subject(preview.Message);
        if (preview.Changes.Count == 0) logger.WouldNotCommit(automation, preview.Revision);
        else logger.WouldCommit(automation, branch, preview.Revision, subject, preview.Changes.Count, preview.Files.Count);
    }

    private static string Subject(string message) => message.AsSpan().IndexOf('\n') is >= 0 and var end ? message[..end] : message;
}
