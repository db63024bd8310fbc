using ImageAutomation.Languages.GoText;
using Xunit;

namespace ImageAutomation.Languages.Tests.GoText;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("1m", 60)]
    [InlineData("1m30s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("500ms", 0.5)]
    [InlineData("1h0m0s", 3600)]
    [InlineData("0s", 0)]
    public void ReadsWhatManifestsWrite(string text, double seconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration.Value);
        Assert.Equal(text, duration.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("m")]
    [InlineData("1d")]
    [InlineData("-1m")]
    [InlineData("1m ")]
    [InlineData("1.m.s")]
    [InlineData("99999999999999999999999999999999h")]
    public void RefusesEverythingElse(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData(60, "1m0s")]
    [InlineData(3600, "1h0m0s")]
    [InlineData(0.5, "500ms")]
    [InlineData(1.5, "1.5s")]
    [InlineData(90, "1m30s")]
    [InlineData(0, "0s")]
    public void PrintsAsGoDoes(double seconds, string text) => Assert.Equal(text, GoDuration.Format(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.6204321, "620ms")]
    [InlineData(0.0001, "0s")]
    [InlineData(1.2345, "1.2s")]
    [InlineData(65.4, "1m5s")]
    [InlineData(3600.4, "1h0m0s")]
    public void IsRoundedForPeople(double seconds, string text) =>
    Assert.Equal(text, GoDuration.Rounded(TimeSpan.FromSeconds(seconds)).ToString());
}
