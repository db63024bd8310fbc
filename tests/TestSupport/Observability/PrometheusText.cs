using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageAutomation.TestSupport.Observability;

/// <summary>A page of metrics in the text format 0.0.4, read strictly: what a scraper may refuse is an error here.</summary>
public sealed partial class PrometheusText
{
    private readonly Dictionary<string, (string Type, List<PrometheusSample> Samples)> families = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => families.Keys;

    /// <exception cref="FormatException">The page breaks the format; the message names the line.</exception>
    public static PrometheusText Parse(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.Length == 0 || page[^1] != '\n' || page.Contains('\r', StringComparison.Ordinal))
            throw new FormatException("the page must end with a line feed and have no other line ends");
        var text = new PrometheusText();
        string? help = null, family = null;
        foreach (var line in page[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) help = Header(line, 4)[0];
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) family = text.Begin(Header(line, 4), help, line);
            else text.Add(family, line);
        }

        foreach (var (name, (type, samples)) in text.families)
        {
            if (samples.Count == 0) throw new FormatException($"{name} has no samples");
            if (type == "histogram") CheckHistogram(name, samples);
        }

        return text;
    }

    public string TypeOf(string family) => families[family].Type;

    /// <summary>Samples of a family; of a histogram with the suffixes <c>_bucket</c>, <c>_sum</c>, <c>_count</c>.</summary>
    public IReadOnlyList<PrometheusSample> Of(string family) => families.TryGetValue(family, out var found) ? found.Samples : [];

    /// <summary>The value of the only sample with these labels; null when there is none.</summary>
    public double? Value(string name, params (string Label, string Value)[] labels) =>
        families.Values.SelectMany(f => f.Samples)
        .SingleOrDefault(s => s.Name == name && labels.All(l => s.Labels.GetValueOrDefault(l.Label) == l.Value)
            && s.Labels.Count == labels.Length)?.Value;

    private static string[] Header(string line, int parts)
    {
        var split = line.Split(' ', parts);
        if (split.Length < parts || !MetricName().IsMatch(split[2])) throw new FormatException("not a header: " + line);
        return split[2..];
    }

    private string Begin(string[] header, string? help, string line)
    {
        if (header[0] != help) throw new FormatException("TYPE without its HELP before it: " + line);
        if (header[1] is not ("counter" or "gauge" or "histogram")) throw new FormatException("unknown type: " + line);
        if (!families.TryAdd(header[0], (header[1], []))) throw new FormatException("family twice: " + line);
        return header[0];
    }

    private void Add(string? family, string line)
    {
        var match = Sample().Match(line);
        if (family is null || !match.Success) throw new FormatException("not a sample: " + line);
        var (type, samples) = families[family];
        var name = match.Groups["name"].Value;
        var expected = type == "histogram" ? [family + "_bucket", family + "_sum", family + "_count"] : new[] { family };
        if (!expected.Contains(name)) throw new FormatException($"sample of another family than {family}: {line}");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in Label().Matches(match.Groups["labels"].Value))
            if (!labels.TryAdd(label.Groups["name"].Value, Unescape(label.Groups["value"].Value)))
                throw new FormatException("label twice: " + line);
        var sample = new PrometheusSample(name, labels, Number(match.Groups["value"].Value, line));
        if (type == "counter" && !(sample.Value >= 0)) throw new FormatException("a counter below zero: " + line);
        if (samples.Any(s => s.Name == name && s.Labels.Count == labels.Count
            && s.Labels.All(l => labels.GetValueOrDefault(l.Key) == l.Value)))
            throw new FormatException("series twice: " + line);
        samples.Add(sample);
    }

    private static double Number(string text, string line) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
            : throw new FormatException("not a number: " + line),
    };

    private static string Unescape(string value) =>
        value.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal)
        .Replace("\\\\", "\\", StringComparison.Ordinal);

    // Buckets ascend in bound and count and end with +Inf, which equals the count; each series has all three parts.
    private static void CheckHistogram(string name, List<PrometheusSample> samples)
    {
        foreach (var series in samples.GroupBy(
            s => string.Join(',', s.Labels.Where(l => l.Key != "le").OrderBy(l => l.Key, StringComparer.Ordinal))))
        {
            var buckets = series.Where(s => s.Name == name + "_bucket").Select(s => (Bound: Number(s.Labels["le"], name), s.Value))
                .ToList();
            var count = series.Single(s => s.Name == name + "_count").Value;
            _ = series.Single(s => s.Name == name + "_sum");
            if (buckets.Count == 0 || !double.IsPositiveInfinity(buckets[^1].Bound) || buckets[^1].Value != count)
                throw new FormatException($"{name}: the last bucket is not the count");
            for (var i = 1; i < buckets.Count; i++)
                if (buckets[i].Bound <= buckets[i - 1].Bound || buckets[i].Value < buckets[i - 1].Value)
                    throw new FormatException($"{name}: buckets do not ascend");
        }
    }

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex MetricName();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\n"])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\n"])*")*)\})? (?<value>\S+)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\[\\n"])*)"(,|$)""")]
    private static partial Regex Label();
}
