using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>What holds for every command.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData("nope")]
    [InlineData("get")]
    [InlineData("get", "policies", "--nope")]
    [InlineData("plan", "--strategy", "nope")]
    [InlineData("policy", "evaluate")]
    [InlineData("policy", "evaluate", "--semver", "1.x", "--numerical", "asc")]
    [InlineData("policy", "evaluate", "--batch", "1.0.0")]
    [InlineData("message", "render")]
    [InlineData("resume", "a")]
    [InlineData("resume", "a", "--policy", "p", "--tag", "not a tag")]
    [InlineData("reconcile", "policy", "p", "--timeout", "soon")]
    [InlineData("adopt")]
    public async Task AWrongCall_SaysSoOnStderrAlone(params string[] args)
    {
        var result = await Imgauto.RunAsync(args);

        Assert.Equal(1, result.Code);
        Assert.Empty(result.Out);
        Assert.StartsWith("imgauto: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("--help' for usage", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnexpectedError_IsOneLineWithoutStack()
    {
        var result = await Imgauto.RunAsync(["get", "policies"], time: new BrokenTime());

        Assert.Equal(1, result.Code);
        Assert.StartsWith("imgauto: the clock stopped", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task TheVersion_IsTheAnswer()
    {
        var result = await Imgauto.RunAsync("version");
        Assert.Equal(0, result.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+", result.Out);
    }

    [Theory]
    [InlineData("imgauto g", "get")]
    [InlineData("imgauto get pol", "policies")]
    [InlineData("imgauto plan --str", "--strategy")]
    [InlineData("imgauto plan --strategy ", "ImageFields")]
    public async Task AShell_IsToldWhatMayComeNext(string line, string suggestion)
    {
        var result = await Imgauto.RunAsync($"[suggest:{line.Length}]", line);
        Assert.True(result.Code == 0 && result.Out.Split('\n').Contains(suggestion), result.ToString());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task TheCompletionScript_IsTheAnswer(string shell)
    {
        var result = await Imgauto.RunAsync("completion", shell);
        Assert.Equal(0, result.Code);
        Assert.Contains("[suggest:", result.Out, StringComparison.Ordinal);
    }

    private sealed class BrokenTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("the clock stopped");
    }
}
