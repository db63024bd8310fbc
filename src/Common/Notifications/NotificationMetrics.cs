using ImageAutomation.Common.Observability;

namespace ImageAutomation.Common.Notifications;

/// <summary>Events that are posted to a receiver, as a metric.</summary>
public sealed class NotificationMetrics
{
    private readonly MetricFamily notifications;

    /// <summary>Registers the metric.</summary>
    public NotificationMetrics(MetricsRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        notifications = registry.Counter(
            "imageautomation_notifications_total", "Events for the receiver of --events-addr, by what became of them", "result");
    }

    /// <summary>Counts an event.</summary>
    /// <param name="result"><c>sent</c>, <c>duplicate</c>, <c>refused</c>, <c>failed</c> or <c>dropped</c>.</param>
    public void Count(string result) => notifications.Add(1, result);
}
