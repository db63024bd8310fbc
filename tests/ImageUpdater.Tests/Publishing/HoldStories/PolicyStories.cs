using ImageAutomation.TestSupport;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>Stories 12 to 14: the policy changes its mind. Story 15 belongs to the election.</summary>
public sealed class PolicyStories : HoldStory
{
    [ProgramFact("git")]
    public async Task Story12_ANarrowedRange_WithdrawsOurValue()
    {
        Start("1.0.0");
        await Elected("2.0.0", "2.0.0");
        Harness.Policy("app", "semver: {range: '<2.0.0'}");
        await Elected("1.9.5", "1.9.5");
    }

    [ProgramFact("git")]
    public async Task Story13_AReverted_ThenWithdrawnValue_GivesWayToTheNewElection()
    {
        Start("1.9.0");
        await Elected("2.0.0", "2.0.0");
        Harness.Repository.Revert(Head());
        await Elected("2.0.0", "1.9.0", "Held");
        Harness.Policy("app", "semver: {range: '<2.0.0'}");
        await Elected("1.9.5", "1.9.5");
    }

    [ProgramFact("git")]
    public async Task Story14_ADeletedElection_GivesWayToTheNextBest()
    {
        Start("1.0.0");
        await Elected("1.5.0", "1.5.0");
        await Elected("1.4.0", "1.4.0");
    }
}
