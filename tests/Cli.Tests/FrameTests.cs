using ImageAutomation.TestSupport;
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
    [InlineData("suspend", "policy")]
    [InlineData("suspend", "policy", "a", "--all")]
    [InlineData("resume", "policy", "a", "-A")]
    [InlineData("resume", "policy")]
    [InlineData("resume", "fleet", "policy", "web")]
    [InlineData("resume", "--all")]
    [InlineData("events", "--for", "pod/x")]
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
        var result = await Imgauto.RunAsync(["get", "policies", "--resources", "."], time: new BrokenTime());

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
    [InlineData("imgauto resume ", "policy")]
    [InlineData("imgauto describe ", "automation")]
    [InlineData("imgauto get policies --kube", "--kubeconfig")]
    [InlineData("imgauto plan --str", "--strategy")]
    [InlineData("imgauto plan --strategy ", "ImageFields")]
    public async Task AShell_IsToldWhatMayComeNext(string line, string suggestion)
    {
        var result = await Imgauto.RunAsync($"[suggest:{line.Length}]", line);
        Assert.True(result.Code == 0 && result.Out.Split('\n').Contains(suggestion), result.ToString());
    }

    [ProgramFact("bash")]
    public async Task TheCompletionScript_WorksInBash()
    {
        var call = """
            imgauto() { printf '%s\n' policies policy repositories; }
            COMP_LINE="imgauto get po"; COMP_POINT=14; COMP_WORDS=(imgauto get po); COMP_CWORD=2
            _imgauto; echo "${COMPREPLY[@]}"
            """.ReplaceLineEndings("\n");
        var script = await Imgauto.RunAsync("completion", "bash");
        Assert.Equal(0, script.Code);
        var run = await Programs.RunAsync("bash", "-c", script.Out + call);
        Assert.Equal((0, "policies policy\n"), (run.Code, run.Out));
    }

    [ProgramFact("zsh")]
    public async Task TheCompletionScript_WorksInZsh()
    {
        // compadd and compdef exist only within the line editor: stand-ins show what would be offered.
        var call = """
            compdef() { : }
            compadd() { shift; found=(${(M)@:#${words[CURRENT]}*}); (( ${#found} )) && print -r -- $found }
            _files() { print -r -- files }
            imgauto() { [[ $1 == "[suggest:${#2}]" ]] && print -l $2 policies policy --strategy }
            """.ReplaceLineEndings("\n");
        var script = await Imgauto.RunAsync("completion", "zsh");
        var run = await Programs.RunAsync(
            "zsh", "-f", "-c",
            $"{call}\n{script.Out}\nwords=(imgauto get po); CURRENT=3; _imgauto\nwords=(imgauto plan tr); CURRENT=3; _imgauto");
        Assert.Equal((0, "policies policy\nfiles\n", ""), (run.Code, run.Out, run.Error));
    }

    [ProgramFact("fish")]
    public async Task TheCompletionScript_WorksInFish()
    {
        var script = await Imgauto.RunAsync("completion", "fish");
        using var folder = new TemporaryFolder();
        folder.Write("tr.yaml", "");
        var run = await Programs.RunAsync(
            "fish", "--no-config", "-c",
            $"set -x PATH {Path.GetDirectoryName(Programs.Imgauto)} $PATH\n{script.Out}\ncd {folder.Path}; complete -C 'imgauto get pol'; "
                + "complete -C 'imgauto plan tr'");
        Assert.Equal((0, "policies\npolicy\ntr.yaml\n"), (run.Code, run.Out.Replace("\t", "", StringComparison.Ordinal)));
    }

    private sealed class BrokenTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("the clock stopped");
    }
}
