using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Hooks;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>Requests of webhooks, as metrics. Nothing of a request becomes a label.</summary>
internal sealed class WebhookMetrics
{
    private readonly MetricFamily requests;

    /// <summary>Registers the metrics.</summary>
    public WebhookMetrics(MetricsRegistry registry) => requests = registry.Counter(
        "imageautomation_webhooks_total", "Requests at the addresses of Receivers, by type and by what became of them", "type", "result");

    /// <summary>Counts a request.</summary>
    /// <param name="type">Type of the Receiver; null: there is none at its path.</param>
    /// <param name="result">What became of it.</param>
    public void Count(ReceiverType? type, HookResult result) =>
        requests.Add(1, type is { } known ? ReceiverTypes.Text(known) : "", result.ToString().ToLowerInvariant());
}
