using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>Stories 32 to 34: several installations on one repository.</summary>
public sealed class SeveralWritersStories : HoldStory
{
    [ProgramFact("git")]
    public async Task Story32And33_TwoClusters_DoNotFight_AndARevertHoldsInBoth()
    {
        Harness.Automation("late");
        Harness.Policy("late", "semver: {range: '>=1.0.0'}");
        Harness.Automation("auto", "  policySelector: {matchLabels: {app: app}}\n");
        Harness.Automation("late", "  policySelector: {matchLabels: {app: late}}\n");
        await using var other = new PublishingHarness(withGitRepository: false);
        other.Declare(
            "git", $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: team}}\nspec: "
                + $"{{url: 'file://{Harness.Repository.Path}', interval: 1m, ref: {{branch: main}}}}\n");
        Start("1.0.0");
        await Elected("1.3.0", "1.3.0");
        Assert.Equal(["NewerInGit"], Decisions(await other.RunAsync("1.2.0", "app")));
        Assert.Equal("1.3.0", Harness.Tag());
        Harness.Repository.Revert(Head());
        Assert.Equal(["Held"], Decisions(await other.RunAsync("1.3.0", "app")));
        await Elected("1.3.0", "1.0.0", "Held");
    }

    [ProgramFact("git")]
    public async Task Story34_TwoClustersWithContradictingRanges_DoNotWriteEachOthersValuesBack()
    {
        await using var other = new PublishingHarness(withGitRepository: false)
        {
            Options = new() { AllowLocalRepositories = true, Instance = "second" },
        };
        other.Declare(
            "git", $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: team}}\nspec: "
                + $"{{url: 'file://{Harness.Repository.Path}', interval: 1m, ref: {{branch: main}}}}\n");
        other.Policy("app", "semver: {range: '<2.0.0'}");
        Start("1.0.0");
        await Elected("2.0.0", "2.0.0");
        Assert.Equal(["Contested"], Decisions(await other.RunAsync("1.9.0", "app")));
        Assert.Equal("2.0.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task Story34_TheSameNameWithContradictingRanges_StopsAfterThreeWrites()
    {
        await using var other = new PublishingHarness(withGitRepository: false);
        other.Declare(
            "git", $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: team}}\nspec: "
                + $"{{url: 'file://{Harness.Repository.Path}', interval: 1m, ref: {{branch: main}}}}\n");
        other.Policy("app", "semver: {range: '<2.0.0'}");
        Start("1.0.0");
        await Elected("2.0.0", "2.0.0");
        await other.RunAsync("1.9.0", "app");
        await Harness.RunAsync();
        for (var i = 0; i < 3; i++)
        {
            await other.RunAsync();
            await Harness.RunAsync();
        }

        Assert.True(Harness.Repository.Log().Count <= 6, string.Join('\n', Harness.Repository.Log().Select(c => c.Subject)));
        Assert.Contains("Contested", Decisions(await other.RunAsync()).Concat(Decisions(await Harness.RunAsync())));
    }
}
