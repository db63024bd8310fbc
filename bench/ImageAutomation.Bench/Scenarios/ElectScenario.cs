using System.Globalization;
using System.Text.RegularExpressions;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Support;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Images;
using NuGet.Versioning;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>One election, beside the same one as a C# programmer would write it without us.</summary>
internal sealed partial class ElectScenario : IScenario
{
    public string Name => "elect";

    public string Measures =>
        "Electing one of many tags by a compiled policy, beside NuGet.Versioning, Regex and LINQ. Size: tags. Per tag: time and bytes "
        + "allocated.";

    public IReadOnlyList<int> Sizes => [100_000];

    public int Runs => 15;

    public async Task RunAsync(BenchOptions options)
    {
        var table = Table.Comparison();
        foreach (var size in options.Sizes)
        {
            await CompareAsync("semver `>=1.0.0`", TagMaker.Versions(size), new ImagePolicyChoice
            {
                Semver = new SemVerPolicy(">=1.0.0"),
            }, null, HighestVersion);
            await CompareAsync(
                "filter, extract, numerical", TagMaker.Builds(size), new ImagePolicyChoice { Numerical = new OrderPolicy() },
                new TagFilter { Pattern = "^main-[a-f0-9]+-(?P<ts>[0-9]+)$", Extract = "$ts" }, LatestBuild);
            // never empty
            await CompareAsync("alphabetical", TagMaker.Dates(size), new ImagePolicyChoice
            {
                Alphabetical = new OrderPolicy(),
            }, null, static tags => tags.Max(StringComparer.Ordinal)!);

            async Task CompareAsync(string what, string[] tags, ImagePolicyChoice choice, TagFilter? filter, Func<string[], string> byHand)
            {
                var policy = CompiledPolicy.Compile(choice, filter).Value;
                string ours = "", theirs = "";
                var measured = await Interleaved.RunAsync(
                    options.Runs, 5, Side.Of("CompiledPolicy", _ => ours = policy.Elect(tags).Value),
                    Side.Of("by hand", _ => theirs = byHand(tags)));
                if (ours != theirs)
                    throw new InvalidOperationException($"{what}: '{ours}' and '{theirs}' were elected; the sides do not do the same work");
                table.AddComparison(
                    what, size, options.Runs, measured,
                    s => $"{Text.Number(s.Seconds * 1e9 / size, "ns")}, {Text.Number(s.Bytes / size, "B")}");
            }
        }

        table.Print();
    }

    private static string HighestVersion(string[] tags)
    {
        var range = VersionRange.Parse("[1.0.0, )");
        // never empty, and parsed
        return tags.Select(t => NuGetVersion.TryParse(t, out var version) ? version : null)
            .Where(v => v is { IsPrerelease: false } && range.Satisfies(v)).Max()!.OriginalVersion!;
    }

    private static string LatestBuild(string[] tags) =>
        tags.Select(t => (Tag: t, Match: Build().Match(t))).Where(m => m.Match.Success)
        .MaxBy(m => long.Parse(m.Match.Groups["ts"].ValueSpan, CultureInfo.InvariantCulture)).Tag;

    [GeneratedRegex("^main-[a-f0-9]+-(?<ts>[0-9]+)$")]
    private static partial Regex Build();
}
