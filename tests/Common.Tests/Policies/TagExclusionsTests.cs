using ImageAutomation.Common.Policies;
using Xunit;

namespace ImageAutomation.Common.Tests.Policies;

public sealed class TagExclusionsTests
{
    [Fact]
    public void WithoutAListSignaturesAreExcluded()
    {
        foreach (var exclusions in new[] { TagExclusions.Compile(null).Value, TagExclusions.Compile([]).Value })
        {
            Assert.True(exclusions.Excludes("sha256-0123.sig"));
            Assert.False(exclusions.Excludes("1.0.0"));
            Assert.False(exclusions.Excludes("a.sig.b"));
        }
    }

    [Fact]
    public void PatternsAreSearchedAnywhere()
    {
        var exclusions = TagExclusions.Compile(["debug", @"^1\."]).Value;
        Assert.True(exclusions.Excludes("2.0-debug-1"));
        Assert.True(exclusions.Excludes("1.0"));
        Assert.False(exclusions.Excludes("x.sig"));
    }

    [Fact]
    public void ABadPatternNamesItself() => Assert.Equal(
        "failed to compile regex [=: error parsing regexp: missing closing ]: `[=`", TagExclusions.Compile(["a", "[="]).Failure?.Message);
}
