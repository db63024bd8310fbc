using System.Diagnostics;
using ImageAutomation.Languages.Re2;
using Xunit;

namespace ImageAutomation.Languages.Tests.Re2;

public sealed class HostilePatternTests
{
    // Far more than any of the rows takes; a row that is not bounded takes hours.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string, string, int> Refused => new()
    {
        { "one megabyte", string.Empty, "a", 1 << 20 },
        { "long literal", string.Empty, "a", 60_000 },
        { "deep groups", string.Empty, "(", 60_000 },
        { "many counts", string.Empty, "a{1000}", 9_000 },
        { "many groups", string.Empty, "(a)", 20_000 },
        { "many branches", string.Empty, "a|", 30_000 },
        { "many classes", string.Empty, @"[\pL]", 10_000 },
        { "many folded classes", "(?i)", @"\pL", 20_000 },
        { "unclosed classes", string.Empty, "[[:", 21_000 },
        { "unclosed names", string.Empty, "(?P<", 16_000 },
        { "counted empty groups", string.Empty, "(){1000}", 6_500 },
    };

    public static TheoryData<string, string, string, int> Matched => new()
    {
        { "(a+)+$", "a", "b", 50_000 },
        { "^(a|a)*$", "a", "b", 50_000 },
        { "(.*)(.*)(.*)(.*)(.*)(.*)x", "a", string.Empty, 20_000 },
        { "(?:a?){1000}b", "a", string.Empty, 5_000 },
        { "(?:(?:a?){30}){30}b", "a", string.Empty, 5_000 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void IsRefusedSoonAndShortly(string what, string prefix, string part, int count)
    {
        var clock = Stopwatch.StartNew();
        var parsed = Re2Pattern.Parse(prefix + string.Concat(Enumerable.Repeat(part, count)));
        Assert.True(clock.Elapsed < Bound, what);
        Assert.StartsWith("error parsing regexp: ", parsed.Failure?.Message, StringComparison.Ordinal);
        Assert.True(parsed.Failure!.Message.Length < 1_000, what);
    }

    [Theory]
    [MemberData(nameof(Matched))]
    public void MatchingIsLinear(string pattern, string part, string end, int count)
    {
        var clock = Stopwatch.StartNew();
        Assert.False(Re2Pattern.Parse(pattern).Value.IsMatch(string.Concat(Enumerable.Repeat(part, count)) + end));
        Assert.True(clock.Elapsed < Bound);
    }

    [Fact]
    public void DeepGroupsWithinTheBoundWork()
    {
        var pattern = string.Concat(Enumerable.Repeat("(?:", 990)) + "a" + string.Concat(Enumerable.Repeat(")*", 990));
        Assert.True(Re2Pattern.Parse($"^{pattern}$").Value.IsMatch(new string('a', 100)));
    }

    [Theory]
    [InlineData("(?:", ")*")]
    [InlineData("(", ")+?")]
    [InlineData("(?P<a>b|", ")*")]
    [InlineData("(?:", "){1,2}")]
    public void DeepGroupsOnASmallStackAreRefusedAtWorst(string open, string close)
    {
        var pattern = string.Concat(Enumerable.Repeat(open, 990)) + "a" + string.Concat(Enumerable.Repeat(close, 990));
        string? message = null;
        var thread = new Thread(() => message = Re2Pattern.Parse(pattern).Failure?.Message, maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.StartsWith("error parsing regexp: ", message ?? "error parsing regexp: none", StringComparison.Ordinal);
    }
}
