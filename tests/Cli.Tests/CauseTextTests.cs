using System.Text.RegularExpressions;
using ImageAutomation.Cli.Explaining;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Images;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>Answers to "why this tag?" that lead to what has to be changed.</summary>
public sealed class CauseTextTests
{
    [Theory]
    [InlineData("^(?P<v>.*)-(?P<time>\\d+)$", "$ts", "the pattern has no group 'ts', which spec.filterTags.extract '$ts' names")]
    [InlineData(
        "^v(\\d+)rc(\\d+)$", "$1rc$2", "the pattern has no group '1rc', which spec.filterTags.extract '$1rc$2' names; write ${1}rc")]
    [InlineData("^v(\\d+)$", "$2", "the pattern has no group '2', which spec.filterTags.extract '$2' names")]
    [InlineData("^v(?:\\d+)\\((\\d+)$", "$2", "the pattern has no group '2', which spec.filterTags.extract '$2' names")]
    [InlineData("^(?P<v>.*)$", "$v", "")]
    [InlineData("^(?<v>.*)-(\\d+)$", "${v}-$2$0", "")]
    [InlineData("^(.*)$", "$$x$1", "")]
    [InlineData(null, "$x", "")]
    public void NamesTheGroupThatIsMissing(string? pattern, string extract, string expected) =>
    Assert.Equal(expected, CauseText.OfMissingGroup(pattern, extract));

    [Theory]
    [InlineData("3.12.0-1", "3.12.*", ": it is a prerelease, below 3.12.0; a bound such as >=3.12.0-0 has it")]
    [InlineData("v1.0.0-rc.1", ">=1.0.0", ": it is a prerelease, below 1.0.0; a bound such as >=1.0.0-0 has it")]
    [InlineData("2.0.0-1", "1.x", "")]
    [InlineData("2.0.0", "1.x", "")]
    [InlineData("latest", "1.x", "")]
    public void SaysThatAPrereleaseIsBelowItsRelease(string tag, string range, string expected) =>
    Assert.Equal(expected, CauseText.OfPrerelease(tag, range));

    [Theory]
    [InlineData("1.0.0-rc10", "1.0.0-rc9", "; rc9 and rc10 are compared as text, rc.9 and rc.10 would be compared as numbers")]
    [InlineData("1.0.0-beta.x10", "1.0.0-beta.x9", "; x9 and x10 are compared as text, x.9 and x.10 would be compared as numbers")]
    [InlineData("1.0.0-rc8", "1.0.0-rc9", "")]
    [InlineData("1.0.0-rc.9", "1.0.0-rc.10", "")]
    [InlineData("1.0.0-rc10", "1.0.1-rc9", "")]
    [InlineData("1.0.0-a10", "1.0.0-b9", "")]
    public void SaysThatNumbersBehindLettersAreText(string tag, string elected, string expected) =>
    Assert.Equal(expected, CauseText.OfGluedNumbers(tag, elected));

    [Theory]
    [InlineData("1.27", "it has two parts")]
    [InlineData("v1.27-alpine", "it has two parts")]
    [InlineData("17", "it has one part")]
    [InlineData("17_slim", "it has one part")]
    [InlineData("1.2.3.4", "it has four parts")]
    [InlineData("1.2.3.4-ls12", "it has four parts")]
    [InlineData("V1.2.3", "a capital V")]
    [InlineData("1.2.3_build5", "'_' stands where '+'")]
    [InlineData("1.2.3-rc.1_5", "'_' stands where '+'")]
    [InlineData("1.2.3-01", "'01' of its prerelease begins with a zero")]
    [InlineData("1.2.3-rc.007", "'007' of its prerelease begins with a zero")]
    [InlineData("release-1.2.3", "'release-' stands before the version")]
    public void SaysWhyATagIsNoVersion_WithAFilterThatTakesIt(string tag, string expected)
    {
        var text = CauseText.OfNoVersion(tag, isExtracted: false);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        var recipe = Regex.Match(text, "pattern: '([^']+)', extract: '([^']+)'");
        Assert.True(recipe.Success, text);
        var policy = CompiledPolicy.Compile(new ImagePolicyChoice
        {
            Semver = new SemVerPolicy(">=0.0.0-0"),
        }, new TagFilter { Pattern = recipe.Groups[1].Value, Extract = recipe.Groups[2].Value }).Value;
        Assert.True(policy.Admits(tag), $"{text}: {policy.KeyOf(tag)}");
        Assert.DoesNotContain("pattern", CauseText.OfNoVersion(tag, isExtracted: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.99999999999999999999", "larger than 18446744073709551615")]
    [InlineData("latest", "it holds no number")]
    [InlineData("main-3fa8c1d-x1", "")]
    [InlineData("1.2.3", "")]
    public void SaysWhatNoFilterMends(string tag, string expected) =>
    Assert.Contains(expected, CauseText.OfNoVersion(tag, isExtracted: false), StringComparison.Ordinal);
}
