using ImageAutomation.Common.Observability;
using Xunit;

namespace ImageAutomation.Common.Tests.Observability;

public sealed class MetricsRegistryTests
{
    private readonly MetricsRegistry registry = new();

    [Fact]
    public void WritesTheTextFormat_SortedAndEscaped()
    {
        var counter = registry.Counter("b_total", "Help", "x", "y");
        counter.Add(1, "b", "1");
        counter.Add(2.5, "a", "quote \" slash \\ line \n");
        registry.Gauge("a", "No labels").Set(-1);
        registry.Gauge("unused", "Without series");
        var histogram = registry.Histogram("h_seconds", "Buckets", [0.1, 1], "k");
        histogram.Observe(0.1, "v");
        histogram.Observe(0.5, "v");
        histogram.Observe(7, "v");
        const string Expected = """
            # HELP a No labels
            # TYPE a gauge
            a -1
            # HELP b_total Help
            # TYPE b_total counter
            b_total{x="a",y="quote \" slash \\ line \n"} 2.5
            b_total{x="b",y="1"} 1
            # HELP h_seconds Buckets
            # TYPE h_seconds histogram
            h_seconds_bucket{k="v",le="0.1"} 1
            h_seconds_bucket{k="v",le="1"} 2
            h_seconds_bucket{k="v",le="+Inf"} 3
            h_seconds_sum{k="v"} 7.6
            h_seconds_count{k="v"} 3

            """;
        Assert.Equal(Expected, registry.Write());
    }

    [Fact]
    public void LosesNoAddition_When_ManyThreadsAdd()
    {
        var counter = registry.Counter("c", "Help", "x");
        var histogram = registry.Histogram("h", "Help", [1]);
        Parallel.For(0, 20_000, i =>
        {
            counter.Add(1, i % 2 == 0 ? "even" : "odd");
            histogram.Observe(1);
        });
        Assert.Contains("c{x=\"even\"} 10000\nc{x=\"odd\"} 10000\n", registry.Write(), StringComparison.Ordinal);
        Assert.Contains("h_sum 20000\nh_count 20000\n", registry.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void DropsASeries_When_Told()
    {
        var gauge = registry.Gauge("g", "Help", "x");
        gauge.Set(1, "a");
        gauge.Set(1, "b");
        gauge.Remove("a");
        Assert.Equal("# HELP g Help\n# TYPE g gauge\ng{x=\"b\"} 1\n", registry.Write());
    }

    [Fact]
    public void StopsTakingSeries_AtItsLimit()
    {
        var gauge = registry.Gauge("g", "Help", "x");
        for (var i = 0; i < MetricFamily.MaxSeries + 10; i++) gauge.Set(1, i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(MetricFamily.MaxSeries, gauge.Count);
    }

    [Fact]
    public void RefusesAWrongNumberOfLabels() => Assert.Throws<ArgumentException>(() => registry.Gauge("g", "Help", "x").Set(1));

    [Fact]
    public void RefusesANameTwice()
    {
        registry.Gauge("g", "Help");
        Assert.Throws<ArgumentException>(() => registry.Counter("g", "Help"));
    }
}
