using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.TestSupport;

/// <summary>Counts cases, collects failures, and says which deliberate differences were met.</summary>
public sealed class ConformanceReport(ITestOutputHelper output, string path)
{
    private readonly List<string> failures = [];
    private readonly Dictionary<string, int> differences = [];
    private int checks;

    public void Check(bool isRight, string what)
    {
        checks++;
        if (!isRight) failures.Add(what.Length > 600 ? what[..600] : what);
    }

    /// <summary>Counts a case that differs by a rule which the compatibility page states.</summary>
    public void Differs(string rule) => differences[rule] = differences.GetValueOrDefault(rule) + 1;

    /// <summary>Fails on any failure, and when a rule was not needed any more.</summary>
    public void Finish(params string[] expectedRules)
    {
        output.WriteLine($"{path}: {checks} checks, {failures.Count} failed");
        foreach (var (rule, count) in differences) output.WriteLine($"  differs in {count}: {rule}");
        if (path.Contains("Common.Tests", StringComparison.Ordinal))
            output.WriteLine("  a part of the set; the full one runs where it lies beside the repository");
        Assert.All(expectedRules, rule => Assert.Contains(rule, differences.Keys));
        Assert.True(checks > 0);
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(25)));
    }
}
