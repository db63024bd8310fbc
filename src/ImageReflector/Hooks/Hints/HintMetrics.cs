using ImageAutomation.Common.Observability;

namespace ImageAutomation.ImageReflector.Hooks.Hints;

/// <summary>What webhooks brought, as metrics.</summary>
internal sealed class HintMetrics
{
    private static readonly double[] Bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly MetricFamily hints;
    private readonly MetricFamily elections;

    /// <summary>Registers the metrics.</summary>
    public HintMetrics(MetricsRegistry registry)
    {
        hints = registry.Counter("imageautomation_webhook_hints_total", "Tags that webhooks told of, by what became of them", "result");
        elections = registry.Histogram(
            "imageautomation_webhook_to_election_seconds", "Time from a webhook to the election of its tag", Bounds);
    }

    /// <summary>Counts a hint.</summary>
    public void Ended(HintResult result) => hints.Add(1, result.ToString().ToLowerInvariant());

    /// <summary>Notes that a tag which a webhook told of was elected.</summary>
    /// <param name="after">Time since the webhook.</param>
    public void Elected(TimeSpan after) => elections.Observe(Math.Max(0, after.TotalSeconds));
}
