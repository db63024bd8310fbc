using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>Stories 5 to 11: a person reverts or sets a value.</summary>
public sealed class PersonStories : HoldStory
{
    [ProgramFact("git")]
    public async Task Story05_ARevert_HoldsUntilSomethingNewer()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
        await Elected("1.1.0", "1.0.0", "Held");
        await Elected("1.2.0", "1.2.0");
    }

    [ProgramFact("git")]
    public async Task Story06_ARevertOfAGroupedCommit_HoldsEachTarget()
    {
        Harness.Policy("web", "semver: {range: '>=1.0.0'}");
        Start("1.0.0");
        Harness.Repository.Commit("web.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:web", "web"));
        await Harness.ElectAsync("1.1.0", "web");
        await Elected("1.1.0", "1.1.0");
        Assert.Equal("1.1.0", Harness.Tag("web.yaml"));
        Harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held", "Held");
        await Elected("1.2.0", "1.2.0", "Held");
        Assert.Equal("1.0.0", Harness.Tag("web.yaml"));
    }

    [ProgramFact("git")]
    public async Task Story07_ARevertOfTheRevert_IsInStep_AndLaterElectionsGoOn()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Revert(Head());
        Harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.1.0");
        await Elected("1.2.0", "1.2.0");
    }

    [ProgramFact("git")]
    public async Task Story08_AManualDowngrade_HoldsUntilAboveWhatItRejected()
    {
        Start("1.0.0");
        await Elected("1.2.0", "1.2.0");
        Person("1.1.0");
        await Elected("1.2.0", "1.1.0", "Held");
        await Elected("1.3.0", "1.3.0");
    }

    [ProgramFact("git")]
    public async Task Story09_AManualUpgrade_StaysAheadUntilTheElectionPassesIt()
    {
        Start("1.0.0");
        await Elected("1.2.0", "1.2.0");
        Person("1.9.0");
        await Elected("1.2.0", "1.9.0", "NewerInGit");
        await Elected("1.3.0", "1.9.0", "NewerInGit");
        await Elected("1.10.0", "1.10.0");
    }

    [ProgramFact("git")]
    public async Task Story10_AManualValueOutsideTheRange_IsNeverTakenBack()
    {
        Harness.Policy("app", "semver: {range: '<2.0.0'}");
        Start("1.0.0");
        await Elected("1.5.0", "1.5.0");
        Person("2.0.0");
        await Elected("1.6.0", "2.0.0", "NewerInGit");
    }

    [ProgramFact("git")]
    public async Task Story11_AManualValueThatIsNoVersion_HoldsUntilAboveOurs()
    {
        Start("1.0.0");
        await Elected("1.2.0", "1.2.0");
        Person("debug-1");
        await Elected("1.2.0", "debug-1", "Held");
        await Elected("1.1.0", "debug-1", "Held");
        await Elected("1.3.0", "1.3.0");
    }
}
