using System.Collections.Concurrent;
using System.Text;

namespace ImageAutomation.Common.Observability;

/// <summary>All metrics of a process, written in the Prometheus text format 0.0.4. Families without a series are left out.</summary>
public sealed class MetricsRegistry
{
    /// <summary>Content type of <see cref="Write"/>.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Action> collectors = new();

    /// <summary>All families, by name.</summary>
    public IReadOnlyList<MetricFamily> Families => [.. families.Values.OrderBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>Adds a counter.</summary>
    public MetricFamily Counter(string name, string help, params IReadOnlyList<string> labels) =>
        Register(name, MetricKind.Counter, help, labels, []);

    /// <summary>Adds a gauge.</summary>
    public MetricFamily Gauge(string name, string help, params IReadOnlyList<string> labels) =>
        Register(name, MetricKind.Gauge, help, labels, []);

    /// <summary>Adds a histogram.</summary>
    /// <param name="name">Name.</param>
    /// <param name="help">One line.</param>
    /// <param name="bounds">Upper bounds of the buckets, ascending, without infinity.</param>
    /// <param name="labels">Labels.</param>
    public MetricFamily Histogram(string name, string help, IReadOnlyList<double> bounds, params IReadOnlyList<string> labels) =>
        Register(name, MetricKind.Histogram, help, labels, bounds);

    /// <summary>Calls an action before each <see cref="Write"/>, to set what is measured only when asked for. It must not throw.</summary>
    public void Collect(Action collector) => collectors.Enqueue(collector);

    /// <summary>All series, by family and label values.</summary>
    public string Write()
    {
        foreach (var collector in collectors) collector();
        var text = new StringBuilder();
        foreach (var family in Families) family.Write(text);
        return text.ToString();
    }

    private MetricFamily Register(string name, MetricKind kind, string help, IReadOnlyList<string> labels, IReadOnlyList<double> bounds)
    {
        var family = new MetricFamily(name, kind, help, labels, bounds);
        return families.TryAdd(name, family) ? family : throw new ArgumentException($"metric {name} exists", nameof(name));
    }
}
