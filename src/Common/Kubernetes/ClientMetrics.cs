using System.Globalization;
using ImageAutomation.Common.Observability;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Requests to the Kubernetes API and leadership, as metrics.</summary>
public sealed class ClientMetrics
{
    private readonly MetricFamily requests;
    private readonly MetricFamily leader;

    /// <summary>Registers the metrics.</summary>
    public ClientMetrics(MetricsRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        requests = registry.Counter(
            "rest_client_requests_total", "Number of HTTP requests, partitioned by status code, method, and host", "code", "host",
            "method");
        leader = registry.Gauge("leader_election_master_status", "Whether this process holds the lease, 1 or 0", "name");
    }

    /// <summary>A request ended.</summary>
    /// <param name="code">Status code; null: there was no answer.</param>
    /// <param name="host">Host and port of the server.</param>
    /// <param name="method">HTTP method.</param>
    public void RequestEnded(int? code, string host, string method) =>
        requests.Add(1, code?.ToString(CultureInfo.InvariantCulture) ?? "<error>", host, method);

    /// <summary>A lease was won or lost.</summary>
    public void SetLeader(string lease, bool leads) => leader.Set(leads ? 1 : 0, lease);
}
