using System.Globalization;
using BenchmarkDotNet.Attributes;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources;
using NuGet.Versioning;

namespace ImageAutomation.Bench;

/// <summary>Electing among 50,000 tags; the baseline is the highest version by NuGet.Versioning.</summary>
[MemoryDiagnoser]
public class ElectionBenchmarks
{
    private const int TagCount = 50_000;

    private readonly string[] versions = Sorted(static (random, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{random.Next(20)}.{random.Next(100)}.{random.Next(100)}{(i % 4 == 0 ? "-rc.1" : "")}"));

    private readonly string[] builds = Sorted(static (random, _) =>
        string.Create(CultureInfo.InvariantCulture, $"main-{random.Next(0x1000000, 0xfffffff):x7}-{1_700_000_000 + random.Next(99_999_999)}"));

    private readonly CompiledPolicy semver = Compile(new ImagePolicyChoice { Semver = new SemVerPolicy(">=1.0.0") }, null);
    private readonly CompiledPolicy alphabetical = Compile(new ImagePolicyChoice { Alphabetical = new OrderPolicy() }, null);
    private readonly CompiledPolicy timestamp = Compile(
        new ImagePolicyChoice { Numerical = new OrderPolicy() },
        new TagFilter { Pattern = "^main-[a-f0-9]+-(?P<ts>[0-9]+)$", Extract = "$ts" });

    [Benchmark(Baseline = true)]
    public NuGetVersion? NuGetVersioning()
    {
        NuGetVersion? best = null;
        foreach (var tag in versions)
        {
            if (NuGetVersion.TryParse(tag, out var version) && !version.IsPrerelease && (best is null || version > best)) best = version;
        }

        return best;
    }

    [Benchmark]
    public string Semver() => semver.Elect(versions).Value;

    [Benchmark]
    public string Alphabetical() => alphabetical.Elect(versions).Value;

    [Benchmark]
    public string FilteredTimestamp() => timestamp.Elect(builds).Value;

    private static CompiledPolicy Compile(ImagePolicyChoice choice, TagFilter? filter) => CompiledPolicy.Compile(choice, filter).Value;

    private static string[] Sorted(Func<Random, int, string> tag)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, TagCount).Select(i => tag(random, i)).Order(Utf8Order.Descending)];
    }
}
