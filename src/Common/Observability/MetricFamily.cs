using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace ImageAutomation.Common.Observability;

/// <summary>A metric with its series, one per combination of label values.</summary>
public sealed class MetricFamily
{
    /// <summary>Most series of one family; observations for further ones are dropped, so that no label can fill the memory.</summary>
    public const int MaxSeries = 20_000;

    private readonly ConcurrentDictionary<LabelValues, Series> series = new();
    private readonly string help;
    private readonly string[] labels;
    private readonly double[] bounds;

    internal MetricFamily(string name, MetricKind kind, string help, IReadOnlyList<string> labels, IReadOnlyList<double> bounds) =>
        (Name, Kind, this.help, this.labels, this.bounds) = (name, kind, help, [.. labels], [.. bounds]);

    /// <summary>Name in the exposition format.</summary>
    public string Name { get; }

    /// <summary>Type.</summary>
    public MetricKind Kind { get; }

    /// <summary>Names of the labels, in the order of values.</summary>
    public IReadOnlyList<string> Labels => labels;

    /// <summary>How many series there are.</summary>
    public int Count => series.Count;

    /// <summary>Adds to a counter or gauge.</summary>
    public void Add(double amount, params ReadOnlySpan<string> values) => Find(values)?.Add(amount);

    /// <summary>Sets a gauge, or a counter that is kept elsewhere.</summary>
    public void Set(double value, params ReadOnlySpan<string> values) => Find(values)?.Set(value);

    /// <summary>Puts a value into a histogram.</summary>
    public void Observe(double value, params ReadOnlySpan<string> values) => Find(values)?.Observe(value, bounds);

    /// <summary>Drops a series.</summary>
    public void Remove(params ReadOnlySpan<string> values) => series.TryRemove(new LabelValues(values.ToArray()), out _);

    internal void Write(StringBuilder text)
    {
        var all = series.ToArray();
        if (all.Length == 0) return;
        Array.Sort(all, (a, b) => a.Key.CompareTo(b.Key));
        text.Append("# HELP ").Append(Name).Append(' ').Append(help).Append("\n# TYPE ").Append(Name).Append(' ')
            .Append(Kind.ToString().ToLowerInvariant()).Append('\n');
        foreach (var (key, one) in all)
        {
            if (Kind == MetricKind.Histogram) WriteHistogram(text, key, one);
            else WriteLine(text, "", key, null, one.Value);
        }
    }

    private Series? Find(ReadOnlySpan<string> values)
    {
        if (values.Length != labels.Length)
            throw new ArgumentException($"{Name} has {labels.Length} labels, got {values.Length} values", nameof(values));
        var key = new LabelValues(values.ToArray());
        if (series.TryGetValue(key, out var known)) return known;
        return series.Count >= MaxSeries ? null : series.GetOrAdd(key, _ => new Series(bounds.Length + 1));
    }

    private void WriteHistogram(StringBuilder text, LabelValues key, Series one)
    {
        // The buckets are read first: a count that grows meanwhile must not fall below their sum.
        var total = 0L;
        for (var i = 0; i <= bounds.Length; i++)
        {
            total += one.Bucket(i);
            WriteLine(text, "_bucket", key, i == bounds.Length ? "+Inf" : Number(bounds[i]), total);
        }

        WriteLine(text, "_sum", key, null, one.Value);
        WriteLine(text, "_count", key, null, total);
    }

    private void WriteLine(StringBuilder text, string suffix, LabelValues key, string? bound, double value)
    {
        text.Append(Name).Append(suffix);
        var separator = '{';
        for (var i = 0; i < labels.Length; i++)
        {
            text.Append(separator).Append(labels[i]).Append("=\"").Append(Escape(key.Values[i])).Append('"');
            separator = ',';
        }

        if (bound is not null)
        {
            text.Append(separator).Append("le=\"").Append(bound).Append('"');
            separator = ',';
        }

        if (separator == ',') text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Series(int buckets)
    {
        private readonly long[] counts = new long[buckets];
        private double value;

        public double Value => Volatile.Read(ref value);

        public long Bucket(int index) => Volatile.Read(ref counts[index]);

        public void Set(double to) => Volatile.Write(ref value, to);

        public void Add(double amount)
        {
            var before = Volatile.Read(ref value);
            for (; ; )
            {
                var seen = Interlocked.CompareExchange(ref value, before + amount, before);
                if (BitConverter.DoubleToInt64Bits(seen) == BitConverter.DoubleToInt64Bits(before)) return;
                before = seen;
            }
        }

        public void Observe(double observed, double[] bounds)
        {
            var index = Array.BinarySearch(bounds, observed);
            Interlocked.Increment(ref counts[index < 0 ? ~index : index]);
            Add(observed);
        }
    }
}
