using ImageAutomation.Common.Configuration;
using Xunit;

namespace ImageAutomation.Common.Tests.Configuration;

public sealed class FlagSetTests
{
    private static readonly FlagSet Set = new(
    [
        new Flag("name", FlagKind.Text, "x", "Text."),
        new Flag("on", FlagKind.Boolean, "false", "Boolean."),
        new Flag("count", FlagKind.Integer, "4", "Number.") { Minimum = 1, Maximum = 10 },
        new Flag("rate", FlagKind.Number, "1.5", "Number.") { Minimum = 0.1 },
        new Flag("wait", FlagKind.Duration, "750ms", "Duration.") { Minimum = 0.5 },
        new Flag("hosts", FlagKind.List, "", "List."),
        new Flag("addr", FlagKind.Address, ":8080", "Address."),
        new Flag("level", FlagKind.Text, "info", "Choice.") { Choices = ["info", "debug"] },
        new Flag("old", FlagKind.Boolean, "false", "Old.") { WithoutEffect = "it is gone" },
    ]);

    [Fact]
    public void TakesGoForms()
    {
        var flags =
            Set.Parse(["--name=a=b", "--count", "7", "--on", "--wait=1m30s", "--hosts=a,b", "--hosts", "c", "--addr=127.0.0.1:0"]).Value;
        Assert.Equal("a=b", flags.Text("name"));
        Assert.Equal(7, flags.Integer("count"));
        Assert.True(flags.Boolean("on"));
        Assert.Equal(TimeSpan.FromSeconds(90), flags.Duration("wait"));
        Assert.Equal(["a", "b", "c"], flags.List("hosts"));
        Assert.Equal("127.0.0.1:0", flags.Address("addr")?.ToString());
    }

    [Fact]
    public void HasDefaults()
    {
        var flags = Set.Parse([]).Value;
        Assert.Equal(("x", 4, 1.5, false), (flags.Text("name"), flags.Integer("count"), flags.Number("rate"), flags.Boolean("on")));
        Assert.Empty(flags.List("hosts"));
        Assert.Empty(flags.Warnings);
    }

    [Fact]
    public void LastValueCounts() => Assert.False(Set.Parse(["--on", "--on=false"]).Value.Boolean("on"));

    [Fact]
    public void WarnsOfAFlagWithoutEffect() => Assert.Equal(["--old has no effect: it is gone"], Set.Parse(["--old"]).Value.Warnings);

    [Theory]
    [InlineData("--cuont=1", "unknown flag --cuont; the nearest is --count")]
    [InlineData("--leader-elect", "unknown flag --leader-elect; --help shows all")]
    [InlineData("--x=1", "unknown flag --x; --help shows all")]
    [InlineData("--count=0", "below 1")]
    [InlineData("--count=11", "above 10")]
    [InlineData("--count=1.5", "not a whole number")]
    [InlineData("--count=99999999999", "above 10")]
    [InlineData("--rate=NaN", "not a number")]
    [InlineData("--rate=0", "below 0.1")]
    [InlineData("--wait=10", "not a duration")]
    [InlineData("--wait=-1s", "not a duration")]
    [InlineData("--wait=1ms", "below 0.5 seconds")]
    [InlineData("--on=maybe", "neither true nor false")]
    [InlineData("--level=loud", "not one of info, debug")]
    [InlineData("--name", "needs a value")]
    [InlineData("--addr=8080", "not an address with a port")]
    [InlineData("--addr=:70000", "not an address with a port")]
    [InlineData("--addr=example.com:80", "not an IP address")]
    [InlineData("--addr=::1:80", "not an IP address")]
    [InlineData("serve", "not a flag")]
    [InlineData("-n", "not a flag")]
    [InlineData("--", "not a flag")]
    public void RefusesWhatItDoesNotUnderstand(string argument, string message) =>
    Assert.Contains(message, Set.Parse([argument]).Failure?.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(":8080", ":8080")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("localhost:1", "127.0.0.1:1")]
    [InlineData("[::1]:9440", "[::1]:9440")]
    [InlineData("0", null)]
    [InlineData("", null)]
    public void ReadsAddresses(string text, string? expected) => Assert.Equal(expected, ListenAddress.Parse(text).Value.OrNull?.ToString());

    [Fact]
    public void HelpNamesEveryFlagThatHasAnEffect()
    {
        var help = Set.Help("program");
        Assert.All(Set.All.Where(f => f.WithoutEffect is null), f => Assert.Contains($"--{f.Name}", help, StringComparison.Ordinal));
        Assert.DoesNotContain("--old", help, StringComparison.Ordinal);
        Assert.True(Set.Parse(["--help", "garbage"]).Value.AsksForHelp);
    }
}
