using ImageAutomation.Languages.SemVer;
using ImageAutomation.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Common.Tests.Policies;

public sealed class VersionConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Parsing => ConformanceFile.Find("policies", "semver-parse.jsonl");

    public static TheoryData<string> Comparing => ConformanceFile.Find("policies", "semver-compare.jsonl");

    [Theory]
    [MemberData(nameof(Parsing))]
    public void ParsesTagsAsTheReferenceDoes(string path)
    {
        var report = new ConformanceReport(output, path);
        foreach (var line in ConformanceFile.Read(path))
        {
            var isVersion = ParsedVersion.TryParseTag(line.Text("tag"), out var version);
            var actual = isVersion
                ? $"{version.Major}|{version.Minor}|{version.Patch}|{version.Prerelease}|{version.Metadata}|{version.ToString()}" : "none";
            var expected = line.GetProperty("ok").GetBoolean()
                ? $"{line.Text("major")}|{line.Text("minor")}|{line.Text("patch")}|{line.Text("prerelease")}|{line.Text("metadata")}|{line.Text("canonical")}"
                : "none";
            report.Check(actual == expected, $"{line.Text("tag")}: {actual}, expected {expected}");
        }

        report.Finish();
    }

    [Theory]
    [MemberData(nameof(Comparing))]
    public void OrdersVersionsAsTheReferenceDoes(string path)
    {
        var report = new ConformanceReport(output, path);
        foreach (var line in ConformanceFile.Read(path))
        {
            var groups = line.GetProperty("ascending_groups").EnumerateArray()
                .Select(group => group.EnumerateArray().Select(tag => tag.GetString()!).ToList()).ToList();
            for (var i = 0; i < groups.Count; i++)
            {
                for (var j = 0; j < groups.Count; j++)
                {
                    Assert.True(ParsedVersion.TryParseTag(groups[i][0], out var left));
                    foreach (var tag in groups[j])
                    {
                        Assert.True(ParsedVersion.TryParseTag(tag, out var right));
                        report.Check(Math.Sign(left.CompareTo(right)) == i.CompareTo(j), $"{groups[i][0]} and {tag}");
                    }
                }
            }
        }

        report.Finish();
    }
}
