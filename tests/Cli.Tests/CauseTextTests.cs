using ImageAutomation.Cli.Explaining;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>Answers to "why this tag?" that lead to what has to be changed.</summary>
public sealed class CauseTextTests
{
    [Theory]
    [InlineData("^(?P<v>.*)-(?P<time>\\d+)$", "$ts", "the pattern has no group 'ts', which spec.filterTags.extract '$ts' names")]
    [InlineData("^v(\\d+)rc(\\d+)$", "$1rc$2", "the pattern has no group '1rc', which spec.filterTags.extract '$1rc$2' names; write ${1}rc")]
    [InlineData("^v(\\d+)$", "$2", "the pattern has no group '2', which spec.filterTags.extract '$2' names")]
    [InlineData("^v(?:\\d+)\\((\\d+)$", "$2", "the pattern has no group '2', which spec.filterTags.extract '$2' names")]
    [InlineData("^(?P<v>.*)$", "$v", "")]
    [InlineData("^(?<v>.*)-(\\d+)$", "${v}-$2$0", "")]
    [InlineData("^(.*)$", "$$x$1", "")]
    [InlineData(null, "$x", "")]
    public void NamesTheGroupThatIsMissing(string? pattern, string extract, string expected) => Assert.Equal(expected, CauseText.OfMissingGroup(pattern, extract));

    [Theory]
    [InlineData("3.12.0-1", "3.12.*", ": it is a prerelease, below 3.12.0; a bound such as >=3.12.0-0 has it")]
    [InlineData("v1.0.0-rc.1", ">=1.0.0", ": it is a prerelease, below 1.0.0; a bound such as >=1.0.0-0 has it")]
    [InlineData("2.0.0-1", "1.x", "")]
    [InlineData("2.0.0", "1.x", "")]
    [InlineData("latest", "1.x", "")]
    public void SaysThatAPrereleaseIsBelowItsRelease(string tag, string range, string expected) => Assert.Equal(expected, CauseText.OfPrerelease(tag, range));

    [Theory]
    [InlineData("1.0.0-rc10", "1.0.0-rc9", "; rc9 and rc10 are compared as text, rc.9 and rc.10 would be compared as numbers")]
    [InlineData("1.0.0-beta.x10", "1.0.0-beta.x9", "; x9 and x10 are compared as text, x.9 and x.10 would be compared as numbers")]
    [InlineData("1.0.0-rc8", "1.0.0-rc9", "")]
    [InlineData("1.0.0-rc.9", "1.0.0-rc.10", "")]
    [InlineData("1.0.0-rc10", "1.0.1-rc9", "")]
    [InlineData("1.0.0-a10", "1.0.0-b9", "")]
    public void SaysThatNumbersBehindLettersAreText(string tag, string elected, string expected) => Assert.Equal(expected, CauseText.OfGluedNumbers(tag, elected));
}
