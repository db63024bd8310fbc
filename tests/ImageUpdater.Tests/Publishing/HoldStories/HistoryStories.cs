using ImageAutomation.TestSupport;

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
        await Harness.LoseStateAsync();
        await Elected("1.1.0", "1.1.0"); // documented: without status and history there is no evidence
    }

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
