using ImageAutomation.Languages.Re2;
using Xunit;

namespace ImageAutomation.Languages.Tests.Re2;

public sealed class Re2PatternTests
{
    private static Re2Pattern Parse(string pattern) => Re2Pattern.Parse(pattern).Value;

    // Each row differs from what .NET makes of the same pattern.
    [Theory]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$", "a\nb", true)]
    [InlineData(@"^\d$", "٣", false)]
    [InlineData(@"^\w$", "é", false)]
    [InlineData(@"\bé", "é", false)]
    [InlineData(@"x\b", "xé", true)]
    [InlineData("^.$", "😀", true)]
    [InlineData("^[😀-😂]$", "😁", true)]
    [InlineData(@"^\x{1F600}$", "😀", true)]
    [InlineData("(?i)^k$", "\u212A", true)]
    [InlineData("(?i)^ſ$", "S", true)]
    [InlineData(@"(?i)^\W$", "ſ", false)]
    [InlineData("^[[:alpha:]]$", ":", false)]
    [InlineData("[a-z-[x]]", "x]", true)]
    [InlineData(@"^\p{Greek}$", "ἀ", true)]
    [InlineData(@"^\p{greek}$", "α", true)]
    [InlineData(@"^\p{Lowercase_Letter}$", "a", true)]
    [InlineData(@"^\pN$", "Ⅷ", true)]
    [InlineData(@"^\Qa.b\E$", "axb", false)]
    [InlineData("^(?U)a+$", "aa", true)]
    public void MatchesByTheRulesOfRe2(string pattern, string text, bool isMatch) => Assert.Equal(isMatch, Parse(pattern).IsMatch(text));

    [Theory]
    [InlineData(@"(a)\1", @"invalid escape sequence: `\1`")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("(?<=a)", "invalid named capture: `(?<=a)`")]
    [InlineData(@"\Z", @"invalid escape sequence: `\Z`")]
    [InlineData(@"\C", @"invalid escape sequence: `\C`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("((a{100}){10}){2}", "invalid repeat count: `{2}`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData(@"\p{IsGreek}", @"invalid character class range: `\p{IsGreek}`")]
    public void RefusesWhatRe2Refuses(string pattern, string message)
    {
        var failure = Re2Pattern.Parse(pattern).Failure;
        Assert.Equal("error parsing regexp: " + message, failure?.Message);
        Assert.Equal(Re2Pattern.InvalidPattern, failure?.Reason);
    }

    [Fact]
    public void ALoneSurrogateIsNoPatternButACharacterOfAText()
    {
        Assert.Equal("error parsing regexp: invalid UTF-8: `\uD800`", Re2Pattern.Parse("\uD800").Failure?.Message);
        Assert.True(Parse(@"^[^\n]$").IsMatch("\uD800"));
    }

    [Fact]
    public void NumbersGroupsFromLeftToRight()
    {
        var match = Parse(@"(?P<x>a)(b)(?<y>c)").Match("abc")!;
        Assert.Equal(["abc", "a", "b", "c"], Enumerable.Range(0, match.GroupCount).Select(match.Group));
    }

    [Theory]
    [InlineData("$1", "b")]
    [InlineData("${n}-$$1", "b-$1")]
    [InlineData("$1x", "")]
    [InlineData("${1}x", "bx")]
    [InlineData("$0$9${", "ab${")]
    [InlineData("$-$", "$-$")]
    [InlineData("$01", "")]
    public void ExpandsTemplates(string template, string expected) =>
    Assert.Equal(expected, Parse("a(?P<n>b)").Match("ab")!.Expand(template));

    [Fact]
    public void OfGroupsWithOneNameTheFirstThatTookPartCounts() =>
        Assert.Equal("m", Parse("(?P<x>a)|(?P<x>m)").Match("m")!.Expand("$x"));

    [Theory]
    [InlineData("a*", "baaac", "<>b<aaa>c<>")]
    [InlineData("", "é😀", "<>é<>😀<>")]
    [InlineData("b", "abc", "a<b>c")]
    public void ReplacesEveryMatch(string pattern, string text, string expected) =>
    Assert.Equal(expected, Parse(pattern).Replace(text, "<$0>"));

    [Theory]
    [InlineData("a", "banana", -1, "b|n|n|")]
    [InlineData("a", "banana", 2, "b|nana")]
    [InlineData("", "abc", -1, "a|b|c")]
    [InlineData("x", "", -1, "")]
    [InlineData("x", "abc", 1, "abc")]
    public void SplitsAtMatches(string pattern, string text, int limit, string expected) =>
        Assert.Equal(expected, string.Join('|', Parse(pattern).Split(text, limit)));

    [Fact]
    public void EscapedTextMatchesItself()
    {
        const string text = @"a.b*c\d[e]{f}(g)^$|?+-é";
        Assert.Equal(text, Parse($"^{Re2Pattern.Escape(text)}$").Match(text)?.Value);
    }

    [Fact]
    public async Task MatchesOnManyThreads()
    {
        var pattern = Parse(@"^(?P<a>[a-z]+)-(\d+)$");
        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), async (i, _) =>
        {
            await Task.Yield();
            Assert.Equal($"{i}", pattern.Match($"abc-{i}")?.Group(2));
        });
    }

    [Fact]
    public void MatchingAllocatesNothing()
    {
        var pattern = Parse("^main-[a-f0-9]+-(?P<ts>[0-9]+)$");
        var groups = new int[pattern.GroupCount * 2];
        Assert.True(pattern.TryMatch("main-0123abcd-1700000000", 0, groups)); // makes the scratch memory

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) pattern.TryMatch("main-0123abc-1700000000", 0, groups);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32_000); // a collection in between counts up to 8 KB
    }
}
