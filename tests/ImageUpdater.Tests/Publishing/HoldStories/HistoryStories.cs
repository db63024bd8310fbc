using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>Stories 29 to 31: history or state is lost.</summary>
public sealed class HistoryStories : HoldStory
{
    [ProgramFact("git")]
    public async Task Story29_OurCommitRemovedByForcePush_IsHeld()
    {
        Start("1.0.0");
        var before = Head();
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.SetBranch("main", before);
        await Elected("1.1.0", "1.0.0", "Held");
        Assert.Equal(before, await SetByAsync()); // the history that is left says who set what is there now
        await Harness.LoseStateAsync();
        await Elected("1.1.0", "1.1.0"); // documented: without status and history there is no evidence
    }

    [ProgramFact("git")]
    public async Task Story29_AnotherBranch_IsNoRewrittenHistory()
    {
        Start("1.0.0");
        Harness.Repository.SetBranch("release", Head());
        await Elected("1.1.0", "1.1.0");
        Harness.GitRepository(Harness.Repository.FileUrl, "{branch: release}");
        Assert.Empty(Decisions(await Harness.RunAsync()));
        Assert.Equal("1.1.0", Harness.Tag(revision: "release"));
        Harness.Repository.Revert(Harness.Repository.Head("release")!, "release"); // just pushed
        Assert.Equal(["Held"], Decisions(await Harness.RunAsync()));
    }

    [ProgramFact("git")]
    public async Task Story29_AnotherBranch_IsNoRewrittenHistory_RunsLater()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Commit("note.txt", "a branch with a history of its own", branch: "release");
        Harness.GitRepository(Harness.Repository.FileUrl, "{branch: release}");
        Assert.Empty(Decisions(await Harness.RunAsync())); // nothing is there yet
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"), branch: "release");
        Assert.Empty(Decisions(await Harness.RunAsync()));
        Assert.Equal("1.1.0", Harness.Tag(revision: "release"));
    }

    [ProgramFact("git")]
    public async Task Story29_IsHeld_AlsoWhenAnotherBranchStillHoldsTheCommit()
    {
        Start("1.0.0");
        var before = Head();
        Harness.Repository.SetBranch("staging", before);
        Harness.Automation("stage", git: "    checkout: {ref: {branch: staging}}\n"); // shares the mirror
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Merge("main", "staging", "-X", "theirs");
        await Harness.RunAsync();
        Harness.Repository.SetBranch("main", before);
        await Elected("1.1.0", "1.0.0", "Held");
    }

    [ProgramFact("git")]
    public async Task WhereHistoryWasReplaced_TheHoldNamesWhoSetTheValue()
    {
        Start("1.0.0");
        var before = Head();
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.SetBranch("main", before);
        Person("1.0.2");
        var person = Head();
        Harness.Repository.Commit("readme.txt", "unrelated", "Other work");
        await Elected("1.1.0", "1.0.2", "Held");
        Assert.Equal(person, await SetByAsync());
    }

    [ProgramFact("git")]
    public async Task AnAmendedCommitOfOurs_IsNotBlamedOnWhoWroteBefore()
    {
        Start("1.0.0");
        Person("1.0.1");
        var before = Head();
        await Elected("1.1.0", "1.1.0");
        var message = Harness.Repository.Git("log", "-1", "--format=%B", "main");
        Harness.Repository.SetBranch("main", before);
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment($"{PublishingHarness.Image}:1.0.5"), message);
        await Elected("1.1.0", "1.0.5", "Held");
        Assert.Equal("unknown", await SetByAsync());
    }

    private async Task<string?> SetByAsync() =>
        (await Harness.GetAsync<ImageUpdateAutomation>("auto")).Status.Holds?.Entries?.Single().Commit;

    [ProgramFact("git")]
    public async Task Story30_RewrittenHistoryThatKeepsOurCommit_ChangesNothing()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.InWorkTree("main", "commit", "--amend", "--no-edit", "--date", "2020-01-01T00:00:00Z");
        await Elected("1.1.0", "1.1.0");
        await Elected("1.2.0", "1.2.0");
    }

    [ProgramFact("git")]
    public async Task Story31_WithAllStateLost_ARevertInHistoryStillHolds()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Revert(Head());
        Harness.Repository.Commit("readme.txt", "unrelated", "Other work");
        await Harness.LoseStateAsync();
        await Elected("1.1.0", "1.0.0", "Held");
    }
}
