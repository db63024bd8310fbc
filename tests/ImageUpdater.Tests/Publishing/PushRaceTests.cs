using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Somebody pushes between plan and push: the run plans again on the new head, and nobody loses anything.</summary>
public sealed class PushRaceTests : PublishingTest
{
    [ProgramTheory("git")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SomebodyPushesBeforeOurPush_OursLandsOnTop(bool onACachedHead)
    {
        Start();
        await using var server = await GitHttpServer.StartAsync(Harness.Root);
        Harness.GitRepository(server.Url("remote.git"));
        if (onACachedHead) AssertReady(await Harness.RunAsync("1.1.0", "app"));
        var theirs = "";
        server.Intercept = context =>
        {
            if (theirs.Length == 0 && context.Request.QueryString.Value == "?service=git-receive-pack")
                theirs = Harness.Repository.Commit("theirs.txt", "theirs");
            return Task.FromResult(false);
        };
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        AssertOnTopOf(theirs, "1.2.0");
    }

    [ProgramFact("git")]
    public async Task SomebodyPushesWhileTheServerTakesOurs_OursLandsOnTop()
    {
        Start();
        var theirs = Race(times: 1);
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        AssertOnTopOf(theirs[0], "1.1.0");
    }

    [ProgramFact("git")]
    public async Task SeveralLostRaces_AreOneRun()
    {
        Start();
        var theirs = Race(times: 4);
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertReady(automation);
        AssertOnTopOf(theirs[3], "1.1.0");
        Assert.Equal(Harness.Repository.Head(), automation.Status.LastPushCommit);
        Assert.Single(Harness.Events());
    }

    [ProgramTheory("git")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task RacesThatAreNeverWon_EndTheRun_WithClearWords(int attempts)
    {
        Start();
        Harness.Options = Harness.Options with { PushAttempts = attempts };
        Race(times: 9);
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "GitOperationFailed", "failed to update source: push rejected: 'main'",
            "was changed by somebody else meanwhile");
        Assert.Equal(attempts, File.ReadAllLines(Path.Combine(Harness.Repository.Path, "races")).Length);
        Assert.Equal("1.0.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task OneAttempt_IsEnough_WhenTheCachedHeadIsOldAndNothingIsToDo()
    {
        Start();
        Harness.Options = Harness.Options with { PushAttempts = 1 };
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.2.0"));
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal(3, Harness.Repository.Log().Count);
    }

    [ProgramFact("git")]
    public async Task APersonsChangeThatWinsTheRace_IsRespected()
    {
        Start();
        Harness.Repository.SetBranch("theirs1", Harness.Repository.Head()!); // there since the start
        var theirs =
            Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.9.0"), branch: "theirs1");
        Install(1);
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertReady(automation);
        Assert.Equal(theirs, Harness.Repository.Head());
        Assert.Equal("NewerInGit", Assert.Single(automation.Status.Holds!.Entries!).Decision); // one is asserted
        Assert.Null(automation.Status.LastPushCommit);
    }

    [ProgramFact("git")]
    public async Task APushBranchThatSomebodyMoved_KeepsTheirCommit_EvenWithForce()
    {
        Start();
        Harness.Automation(git: "    push: {branch: auto}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        var theirs = Race(times: 1, branch: "auto");
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal([theirs[0]], Harness.Repository.Log("auto")[0].Parents);
        Assert.Equal("1.2.0", Harness.Tag(revision: "auto"));
    }

    private void AssertOnTopOf(string theirs, string tag)
    {
        Assert.Equal([theirs], Harness.Repository.Log()[0].Parents);
        Assert.Equal(tag, Harness.Tag());
        Assert.Equal("", Harness.Repository.Fsck());
    }

    /// <summary>The server moves the branch to a commit of somebody else, one further with each push, while it takes that push.</summary>
    private List<string> Race(int times, string branch = "main")
    {
        var theirs = new List<string>();
        for (var i = 1; i <= times; i++)
        {
            Harness.Repository.SetBranch($"theirs{i}", i == 1 ? Harness.Repository.Head(branch)! : theirs[^1]); // the branch is there
            theirs.Add(Harness.Repository.Commit($"theirs{i}.txt", "theirs", branch: $"theirs{i}"));
        }

        Install(times, branch);
        return theirs;
    }

    private void Install(int times, string branch = "main") => Harness.Repository.Hook(
        "pre-receive",
        $"""
        unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
        echo race >> races
        n=$(wc -l < races)
        [ "$n" -gt {times} ] || git update-ref refs/heads/{branch} refs/heads/theirs"$((n))"
        """);
}
