using System.Text.Json;
using ImageAutomation.Languages.Re2;
using ImageAutomation.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Common.Tests.Policies;

public sealed class FilterConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Filters => ConformanceFile.Find("policies", "filter.jsonl");

    [Theory]
    [MemberData(nameof(Filters))]
    public void MatchesAndExtractsAsTheReferenceDoes(string path)
    {
        var report = new ConformanceReport(output, path);
        foreach (var line in ConformanceFile.Read(path))
        {
            var source = line.Text("pattern")!;
            var parsed = Re2Pattern.Parse(source);
            if (line.Text("error") is { } error)
            {
                report.Check(parsed.Failure is { } failure
                    && error.EndsWith(failure.Message, StringComparison.Ordinal), $"{source}: {parsed}, expected {error}");
                continue;
            }

            if (!parsed.IsSuccess)
            {
                report.Check(false, $"{source}: {parsed.Failure}");
                continue;
            }

            var expected = new Queue<JsonElement>(line.GetProperty("matches").EnumerateArray());
            var extract = line.Text("extract")!;
            foreach (var tag in line.Texts("tags"))
            {
                var match = parsed.Value.Match(tag);
                var isExpected = expected.TryPeek(out var next) && next.Text("tag") == tag;
                if (isExpected) expected.Dequeue();
                report.Check(match is not null == isExpected, $"{source} on {tag}: {(isExpected ? "no match" : "matched")}");
                if (match is null || !isExpected) continue;

                var groups = Enumerable.Range(0, match.GroupCount).Select(match.Group);
                var wanted = next.GetProperty("groups").EnumerateArray().Select(group => group.GetString());
                report.Check(
                    groups.SequenceEqual(wanted), $"{source} on {tag}: {string.Join('|', groups)}, expected {string.Join('|', wanted)}");
                var extracted = extract.Length == 0 ? tag : match.Expand(extract);
                report.Check(
                    extracted == next.Text("extracted"),
                    $"{source} on {tag} with {extract}: {extracted}, expected {next.Text("extracted")}");
            }
        }

        report.Finish();
    }
}
