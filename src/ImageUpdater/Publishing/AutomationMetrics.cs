using System.Collections.Concurrent;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Runs of automations, as metrics.</summary>
internal sealed class AutomationMetrics : IWorkMeter<ImageUpdateAutomation>
{
    private readonly ConcurrentDictionary<ObjectKey, long> changes = new();
    private readonly TimeProvider time;
    private readonly MetricFamily runs;
    private readonly MetricFamily pushes;
    private readonly MetricFamily electionToPush;
    private readonly MetricFamily holds;

    /// <summary>Registers the metrics.</summary>
    public AutomationMetrics(MetricsRegistry registry, TimeProvider time)
    {
        this.time = time;
        Plans = new PlanMetrics(registry);
        runs = registry.Histogram(
            "imageautomation_automation_run_duration_seconds", "Duration of runs of automations: fetch, plan, commit and push",
            WorkTimes.Bounds, "result");
        pushes = registry.Counter("imageautomation_pushes_total", "Commits that an ImageUpdateAutomation pushed", "namespace", "name");
        electionToPush = registry.Histogram(
            "imageautomation_election_to_push_seconds", "Time from seeing a changed election to the end of the run that pushed it",
            WorkTimes.Bounds);
        holds = registry.Gauge("imageautomation_holds", "Values in Git that stand against an election", "namespace", "name");
    }

    /// <summary>Plans, the part of a run on a known head.</summary>
    public PlanMetrics Plans { get; }

    /// <summary>An election changed that the next run of an automation will act on.</summary>
    public void ChangeSeen(ObjectKey automation) => changes.TryAdd(automation, time.GetTimestamp());

    /// <inheritdoc/>
    public void Worked(ImageUpdateAutomation before, WorkOutcome<ImageUpdateAutomation> outcome, TimeSpan took)
    {
        var (now, failure) = (outcome.Object, outcome.Failure);
        var (ns, name) = now.Key;
        var pushed = now.Status.LastPushTime != before.Status.LastPushTime;
        runs.Observe(took.TotalSeconds, failure is not null ? "failure" : pushed ? "pushed" : "unchanged");
        holds.Set(now.Status.Holds?.Total ?? 0, ns, name);
        if (pushed) pushes.Add(1, ns, name);
        if (failure is not null || !changes.TryGetValue(now.Key, out var since)) return;
        var waited = time.GetElapsedTime(since);
        if (pushed) electionToPush.Observe(waited.TotalSeconds);
        else if (waited < took) return; // seen while this run was under way already: the next one acts on it
        changes.TryRemove(now.Key, out _);
    }

    /// <inheritdoc/>
    public void Gone(ObjectKey key)
    {
        pushes.Remove(key.Namespace, key.Name);
        holds.Remove(key.Namespace, key.Name);
        changes.TryRemove(key, out _);
        Plans.Forget(key);
    }
}
