using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>Stories 25 to 28: a push branch of its own.</summary>
public sealed class PushBranchStories : HoldStory
{
    [ProgramTheory("git")]
    [InlineData("--no-ff")]
    [InlineData("--squash")]
    [InlineData("rebase")]
    public async Task Story25_AMergedPushBranch_RevertedOnMain_IsHeld(string how)
    {
        Harness.Automation(git: "    push: {branch: auto}\n");
        Start("1.0.0");
        await Harness.RunAsync("1.1.0", "app");
        Assert.Equal("1.1.0", Harness.Tag(revision: "auto"));
        Assert.Equal("1.0.0", Harness.Tag());
        if (how == "--squash")
        {
            var ours = Harness.Repository.Log("auto")[0];
            Harness.Repository.Commit("app.yaml", Harness.Repository.Read("app.yaml", "auto")!, "Update (#7)\n\n* " + ours.Message);
        }
        else if (how == "rebase")
        {
            Harness.Repository.Commit("note.txt", "main moves on");
            Harness.Repository.InWorkTree("main", "cherry-pick", Harness.Repository.Head("auto")!); // just pushed
        }
        else
        {
            Harness.Repository.Merge("auto", "main", how);
        }

        Harness.Repository.DeleteBranch("auto");
        await Harness.RunAsync();
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"), "Revert by hand");
        Assert.Equal(["Held"], Decisions(await Harness.RunAsync()));
        Assert.Null(Harness.Repository.Head("auto"));
    }

    [ProgramTheory("git")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Story26_ASquashWithoutOurMessage_IsHeldIfSeenInStepBefore(bool seen)
    {
        Harness.Automation(git: "    push: {branch: auto}\n");
        Start("1.0.0");
        await Harness.RunAsync("1.1.0", "app");
        Harness.Repository.Commit("app.yaml", Harness.Repository.Read("app.yaml", "auto")!, "New version");
        Harness.Repository.DeleteBranch("auto");
        if (seen) await Harness.RunAsync();
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"), "Back");
        var automation = await Harness.RunAsync();
        Assert.Equal(seen ? ["Held"] : [], Decisions(automation));
        Assert.Equal(seen ? null : "1.1.0", Harness.Repository.Head("auto") is null ? null : Harness.Tag(revision: "auto"));
    }

    [ProgramFact("git")]
    public async Task Story27_AnUnmergedPushBranch_IsTheBase_AndMainIsNotJudged()
    {
        Harness.Automation(git: "    push: {branch: auto}\n");
        Start("1.0.0");
        await Harness.RunAsync("1.1.0", "app");
        var before = Harness.Repository.Head("auto");
        Assert.Empty(Decisions(await Harness.RunAsync()));
        Assert.Equal(before, Harness.Repository.Head("auto"));
    }

    [ProgramFact("git")]
    public async Task Story28_APushBranchDeletedWithoutMerge_IsProposedAgain()
    {
        Harness.Automation(git: "    push: {branch: auto}\n");
        Start("1.0.0");
        await Harness.RunAsync("1.1.0", "app");
        Harness.Repository.DeleteBranch("auto");
        await Harness.RunAsync();
        Assert.Equal("1.1.0", Harness.Tag(revision: "auto"));
    }
}
