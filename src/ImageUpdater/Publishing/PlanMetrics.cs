using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Plans of automations, as metrics.</summary>
internal sealed class PlanMetrics
{
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    // From a webhook's half second to a scan's day.
    private static readonly double[] LandingBounds =
        [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 21_600, 86_400];

    private readonly MetricFamily landings;
    private readonly MetricFamily plans;
    private readonly MetricFamily planned;

    /// <summary>Registers the metrics.</summary>
    public PlanMetrics(MetricsRegistry registry)
    {
        plans = registry.Histogram(
            "imageautomation_plan_duration_seconds", "Time to plan on a known head: targets, history, edits", Bounds, "result");
        landings = registry.Histogram(
            "imageautomation_tag_to_commit_seconds",
            "Time from the push of a tag, or from when we saw it where that is not known, to its commit on the remote", LandingBounds);
        planned = registry.Gauge("imageautomation_planned_changes", "Values that a dry run would change in Git", "namespace", "name");
    }

    /// <summary>A plan was made.</summary>
    /// <param name="took">Time.</param>
    /// <param name="result"><c>changes</c>, <c>unchanged</c> or <c>failure</c>.</param>
    public void Planned(TimeSpan took, string result) => plans.Observe(took.TotalSeconds, result);

    /// <summary>A commit with an elected tag is on the remote.</summary>
    /// <param name="after">Time since the tag was pushed; below zero where the registry's clock is ahead of ours.</param>
    public void Landed(TimeSpan after) => landings.Observe(Math.Max(0, after.TotalSeconds));

    /// <summary>A dry run found out what it would change.</summary>
    public void WouldChange(ObjectKey automation, int values) => planned.Set(values, automation.Namespace, automation.Name);

    /// <summary>The automation is gone.</summary>
    public void Forget(ObjectKey automation) => planned.Remove(automation.Namespace, automation.Name);
}
