using ImageAutomation.Common.Configuration;
using Xunit;

namespace ImageAutomation.Common.Tests.Configuration;

public sealed class LabelQueryTests
{
    private static readonly Dictionary<string, string> Labels = new()
    {
        ["app"] = "web",
        ["sharding.fluxcd.io/key"] = "shard1",
        ["level"] = "5",
        ["empty"] = "",
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("! nope", true)]
    [InlineData("app=web,level == 5", true)]
    [InlineData("app!=web", false)]
    [InlineData("nope!=web", true)]
    [InlineData("empty=", true)]
    [InlineData("sharding.fluxcd.io/key=shard1", true)]
    [InlineData("!sharding.fluxcd.io/key", false)]
    [InlineData("sharding.fluxcd.io/key notin (shard1, shard2)", false)]
    [InlineData("app in (api,web), level in(5)", true)]
    [InlineData("nope notin (a)", true)]
    [InlineData("level>4", true)]
    [InlineData("level > 5", false)]
    [InlineData("app<7", false)]
    public void Selects(string text, bool expected) => Assert.Equal(expected, LabelQuery.Parse(text).Value.Matches(Labels));

    [Theory]
    [InlineData("!!!", "'!!!' is not a label selector")]
    [InlineData("a=b=c", "'a=b=c' is not a label selector")]
    [InlineData("a in b", "'a in b' is not a label selector")]
    [InlineData("a in (b", "'a in (b' is not a label selector")]
    [InlineData("a,,b", "'a,,b' has an empty term")]
    [InlineData("a=b,", "'a=b,' has an empty term")]
    [InlineData("-a=b", "'-a' is not the key of a label")]
    [InlineData("/a", "'/a' is not the key of a label")]
    [InlineData("Example.com/a", "'Example.com/a' is not the key of a label")]
    [InlineData("a/b/c", "'a/b/c' is not the key of a label")]
    [InlineData("a=-b", "'-b' is not the value of a label")]
    [InlineData("a in (b,c/d)", "'c/d' is not the value of a label")]
    [InlineData("a>b", "'b' is not a whole number")]
    [InlineData("a0123456789012345678901234567890123456789012345678901234567890123", "is not the key of a label")]
    public void RefusesWhatTheServerWouldRefuse(string text, string message) =>
    Assert.Contains(message, LabelQuery.Parse(text).Failure?.Message, StringComparison.Ordinal);
}
