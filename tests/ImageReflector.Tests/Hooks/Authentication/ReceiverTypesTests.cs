using ImageAutomation.Common.Resources.Hooks;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

public sealed class ReceiverTypesTests
{
    [Fact]
    public void EveryTypeHasATextThatLeadsBackToIt()
    {
        var types = Enum.GetValues<ReceiverType>();
        Assert.Equal(13, types.Length);
        foreach (var type in types) Assert.Equal(type, ReceiverTypes.Parse(ReceiverTypes.Text(type)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GitHub")]
    [InlineData("gitea")]
    [InlineData("generic ")]
    public void OtherTextsAreNoType(string? text) => Assert.Null(ReceiverTypes.Parse(text));
}
