using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;
using ImageAutomation.Languages.SemVer;
using ImageAutomation.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Common.Tests.Policies;

public sealed class PolicyConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Semver => ConformanceFile.Find("policies", "semver.jsonl");

    public static TheoryData<string> Policy => ConformanceFile.Find("policies", "policy.jsonl");

    public static TheoryData<string> Alphabetical => ConformanceFile.Find("policies", "alphabetical.jsonl");

    public static TheoryData<string> Numerical => ConformanceFile.Find("policies", "numerical.jsonl");

    [Theory]
    [MemberData(nameof(Semver))]
    public void ElectsByRangeAsTheReferenceDoes(string path)
    {
        var report = new ConformanceReport(output, path);
        foreach (var line in ConformanceFile.Read(path))
        {
            var range = line.Text("range")!;
            var tags = line.Texts("tags");
            var policy = CompiledPolicy.Compile(new ImagePolicyChoice { Semver = new SemVerPolicy(range) }, null);
            if (line.Text("error_kind") == "range")
            {
                if (policy.IsSuccess && VersionIntervalRule(range)) report.Differs(IntervalRule);
                else report.Check(IsRefused(policy, range, line.Text("error")!), $"{range}: {policy}");
                continue;
            }

            if (!policy.IsSuccess)
            {
                report.Check(false, $"{range}: {policy.Failure}");
                continue;
            }

            var elected = policy.Value.Elect(tags);
            report.Check(Same(elected, line), $"{range}: elected {elected}, expected {line.Text("latest")}");
            var admitted = tags.Where(policy.Value.Admits).ToList();
            report.Check(admitted.SequenceEqual(line.Texts("matches")), $"{range}: admits {string.Join(' ', admitted)}");
        }

        report.Finish(IntervalRule);
    }

    private const string IntervalRule = "a range in brackets is a NuGet interval";
    private const string ExactRule = "decimals that one double stands for are told apart";

    private static bool IsRefused(Result<CompiledPolicy> policy, string range, string error) =>
        !policy.IsSuccess && (range is ['[' or '(', ..] || policy.Failure.Message == "invalid policy: " + error);

    private static bool VersionIntervalRule(string range) => range is ['[' or '(', ..] && VersionConstraint.Parse(range).IsSuccess;

    [Theory]
    [MemberData(nameof(Policy))]
    public void EvaluatesWholePoliciesAsTheReferenceDoes(string path)
    {
        var report = new ConformanceReport(output, path);
        foreach (var line in ConformanceFile.Read(path))
        {
            var choice = line.GetProperty("policy").Deserialize(ResourceJson.Default.ImagePolicyChoice)!;
            var filter = line.Text("filter_pattern") is { } pattern
                ? new TagFilter { Pattern = pattern, Extract = line.Text("filter_extract") }
                : null;
            var tags = line.Texts("tags");
            var compiled = CompiledPolicy.Compile(choice, filter);
            var kind = line.Text("error_kind");
            if (kind is "policy" or "filter")
            {
                report.Check(
                    compiled.Failure?.Message.EndsWith(line.Text("error")!, StringComparison.Ordinal) == true, $"{line}: {compiled}");
                continue;
            }

            var elected = compiled.Value.Elect(tags);
            var isRight = line.GetProperty("nondeterministic").GetBoolean()
                ? IsPossible(elected, line)
                : Same(elected, line);
            report.Check(isRight, $"{line}: elected {elected}");
            report.Check(compiled.Value.Explain(tags).Elected == elected || !elected.IsSuccess, $"{line}: explained otherwise");
        }

        report.Finish();
    }

    private static bool IsPossible(Result<string> elected, JsonElement line) =>
        elected.IsSuccess && line.Texts("possible").Contains(elected.Value, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Alphabetical))]
    public void ElectsByBytesAsTheReferenceDoes(string path)
    {
        var report = new ConformanceReport(output, path);
        foreach (var line in ConformanceFile.Read(path))
        {
            var choice = new ImagePolicyChoice { Alphabetical = new OrderPolicy { Order = line.Text("order") } };
            var elected = CompiledPolicy.Compile(choice, null).Then(policy => policy.Elect(line.Texts("tags")));
            report.Check(Same(elected, line), $"{line}: elected {elected}");
        }

        report.Finish();
    }

    [Theory]
    [MemberData(nameof(Numerical))]
    public void ElectsByNumberAsTheReferenceDoes(string path)
    {
        var report = new ConformanceReport(output, path);
        foreach (var line in ConformanceFile.Read(path))
        {
            var choice = new ImagePolicyChoice { Numerical = new OrderPolicy { Order = line.Text("order") } };
            var elected = CompiledPolicy.Compile(choice, null).Then(policy => policy.Elect(line.Texts("tags")));
            if (!Same(elected, line) && elected.IsSuccess && line.Text("latest") is { } latest
                && IsBeyondDoubles(elected.Value, latest, isDescending: line.Text("order") is "desc" or "DESC"))
            {
                report.Differs(ExactRule);
                continue;
            }

            report.Check(Same(elected, line), $"{line}: elected {elected}");
        }

        report.Finish(ExactRule);
    }

    /// <summary>The reference sees one double; the exact value of ours is nonetheless the better one.</summary>
    private static bool IsBeyondDoubles(string ours, string theirs, bool isDescending)
    {
        if (!double.TryParse(ours, CultureInfo.InvariantCulture, out var a)
            || !double.TryParse(theirs, CultureInfo.InvariantCulture, out var b))
            return false;
        var compared = Scaled(ours).CompareTo(Scaled(theirs));
        return a.Equals(b) && (isDescending ? compared < 0 : compared > 0);
    }

    /// <summary>The value times ten to the 1,500, exactly.</summary>
    private static BigInteger Scaled(string text)
    {
        var parts = text.ToLowerInvariant().Split('e');
        var dot = parts[0].IndexOf('.', StringComparison.Ordinal);
        var fraction = dot < 0 ? 0 : parts[0].Length - dot - 1;
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        return BigInteger.Parse(parts[0].Replace(".", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture)
            * BigInteger.Pow(10, 1500 + exponent - fraction);
    }

    private static bool Same(Result<string> elected, JsonElement line) =>
        line.Text("latest") is { } latest
            ? elected.IsSuccess && elected.Value == latest
            : !elected.IsSuccess && (line.Text("error") is not { } error
                || elected.Failure.Message.Replace("invalid policy: ", string.Empty, StringComparison.Ordinal) == error);
}
