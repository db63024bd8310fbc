using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>Stories 1 to 4: the first run.</summary>
public sealed class FirstRunStories : HoldStory
{
    [ProgramFact("git")]
    public async Task Story01_FirstRun_WritesTheElection()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
    }

    [ProgramFact("git")]
    public async Task Story02_FirstRun_LeavesANewerValue_UntilSomethingAboveIt()
    {
        Start("1.9.0");
        await Elected("1.1.0", "1.9.0", "NewerInGit");
        await Elected("1.10.0", "1.10.0");
    }

    [ProgramFact("git")]
    public async Task Story03_FirstRun_WritesOverAValueOutsideTheRange()
    {
        Harness.Policy("app", "semver: {range: '<2.0.0'}");
        Start("2.0.0");
        await Elected("1.9.5", "1.9.5");
    }

    [ProgramTheory("git")]
    [InlineData("semver: {range: '>=1.0.0'}", "", "1.1.0")]
    [InlineData("numerical: {order: asc}", "", "17")]
    [InlineData("alphabetical: {order: asc}", "  filterTags: {pattern: '^r[0-9]+$'}\n", "r17")]
    [InlineData("alphabetical: {order: asc}", "", "abc")]
    public async Task Story04_FirstRun_WritesOverLatest(string order, string filter, string tag)
    {
        Harness.Policy("app", order, filter);
        Start("latest");
        await Elected(tag, tag);
    }
}
