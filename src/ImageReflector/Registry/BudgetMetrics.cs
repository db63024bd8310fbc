using ImageAutomation.Common.Observability;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>What registries have granted, as metrics; read when they are asked for.</summary>
internal sealed class BudgetMetrics
{
    private readonly MetricFamily quota;
    private readonly MetricFamily parked;
    private readonly Func<IEnumerable<(string Host, double? QuotaLeft, TimeSpan Parked)>> budgets;
    private readonly Lock gate = new();
    private HashSet<string> known = [];

    /// <summary>Registers the metrics.</summary>
    /// <param name="registry">Metrics.</param>
    /// <param name="budgets">One entry per host: share of the quota that is left (null: unknown), time until calls go out again.</param>
    public BudgetMetrics(MetricsRegistry registry, Func<IEnumerable<(string Host, double? QuotaLeft, TimeSpan Parked)>> budgets)
    {
        this.budgets = budgets;
        quota = registry.Gauge("imageautomation_registry_quota_left_ratio", "Pulls left as a share of the quota of a registry", "host");
        parked = registry.Gauge(
            "imageautomation_registry_parked_seconds", "How long until a registry that asked to wait is called again", "host");
        registry.Collect(Read);
    }

    private void Read()
    {
        lock (gate) // two scrapes at once
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (host, left, wait) in budgets())
            {
                seen.Add(host);
                parked.Set(wait.TotalSeconds, host);
                if (left is { } share) quota.Set(share, host);
            }

            foreach (var gone in known.Where(h => !seen.Contains(h)))
            {
                quota.Remove(gone);
                parked.Remove(gone);
            }

            known = seen;
        }
    }
}
