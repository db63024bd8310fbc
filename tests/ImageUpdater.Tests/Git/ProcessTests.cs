using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

/// <summary>What becomes of the processes that we start, and what they may use.</summary>
public sealed class ProcessTests
{
    [ProgramTheory("git")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60 * 24 * 49)]
    [InlineData(60 * 24 * 50)]
    [InlineData(100_000)]
    [InlineData(int.MaxValue)]
    public async Task NoTimeoutThrows_AndNoneLeavesAProcessBehind(int minutes)
    {
        await using var house = new GitHouse();
        var started = house.Folder.Combine("started");
        var script = TestTool.Script(house.Folder.Combine("slowgit"), $"echo $$ >> {started}\nexec sleep 300");
        using var store = house.NewStore(program: script);
        using var stop = new CancellationTokenSource();
        var remote = house.LocalRemote() with { Timeout = TimeSpan.FromMinutes(minutes) };
        var call = store.Open(remote).Remote.ListAsync(RemoteRefKinds.Heads, stop.Token);
        if (minutes > 0)
        {
            await Eventually.HoldsAsync(() => File.Exists(started) && File.ReadAllText(started).Trim().Length > 0);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }
        else Assert.Equal(GitFailureKind.Timeout, (await call).Failure!.GitKind());

        foreach (var id in File.Exists(started) ? File.ReadAllLines(started) : [])
            Assert.False(Directory.Exists($"/proc/{id}"), $"process {id} is still there");
        Assert.InRange(remote.Timeout, TimeSpan.Zero, GitRemote.LongestTimeout);
    }

    [ProgramFact("git")]
    public async Task GitGetsNoMoreThanItsBounds()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var house = new GitHouse();
        // Limits are set right after the start; a child of the shell gets them in any case.
        var script = TestTool.Script(house.Folder.Combine("fakegit"), "sleep 0.2\ncat /proc/self/limits");
        var runner = new GitRunner(new GitRunnerOptions
        {
            Program = script,
            SecretsRoot = house.Secrets,
            MaxProcessBytes = 123 << 20,
            MaxFileBytes = 45 << 20,
        }, TimeProvider.System);
        var text = Ok(await runner.RunAsync(new GitCall("x"), default)).Text;
        Assert.Matches($@"Max data size +{123 << 20} ", text);
        Assert.Matches($@"Max file size +{45 << 20} ", text);
    }

    [ProgramFact("git")]
    public async Task AFetchThatWritesTooMuch_FailsWithTheBound()
    {
        await using var house = new GitHouse();
        var noise = new byte[3 << 20];
        new Random(1).NextBytes(noise);
        File.WriteAllBytes(house.Folder.Combine("noise"), noise);
        house.Remote.Commit("noise.txt", Convert.ToHexString(noise));
        var runner = new GitRunner(new GitRunnerOptions
        {
            AllowLocalRemotes = true,
            SecretsRoot = house.Secrets,
            MaxFileBytes = 1 << 20,
        }, TimeProvider.System);
        using var store = new ImageUpdater.Git.Mirrors.MirrorStore(
            runner, new ImageUpdater.Git.Mirrors.MirrorStoreOptions { Root = house.Folder.Combine("other") }, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ImageUpdater.Git.Mirrors.MirrorStore>.Instance);
        var failure = (await store.Open(house.LocalRemote()).Remote.FetchAsync(["refs/heads/main"], default)).Failure!;
        Assert.Equal(GitFailureKind.TooLarge, failure.GitKind());
        Assert.Contains("larger than the bound of one fetch", failure.Message, StringComparison.Ordinal);
    }
}
