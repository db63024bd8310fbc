using ImageAutomation.Common.Resources;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>The expected results of <c>docs/holds.md</c>, each on a real Git repository. Numbers are those of its table.</summary>
public sealed class HoldStoriesTests : IAsyncLifetime
{
    private readonly PublishingHarness harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await harness.DisposeAsync();

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
        harness.Policy("app", "semver: {range: '<2.0.0'}");
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
        harness.Policy("app", order, filter);
        Start("latest");
        await Elected(tag, tag);
    }

    [ProgramFact("git")]
    public async Task Story05_ARevert_HoldsUntilSomethingNewer()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
        await Elected("1.1.0", "1.0.0", "Held");
        await Elected("1.2.0", "1.2.0");
    }

    [ProgramFact("git")]
    public async Task Story06_ARevertOfAGroupedCommit_HoldsEachTarget()
    {
        harness.Policy("web", "semver: {range: '>=1.0.0'}");
        Start("1.0.0");
        harness.Repository.Commit("web.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:web", "web"));
        await harness.ElectAsync("1.1.0", "web");
        await Elected("1.1.0", "1.1.0");
        Assert.Equal("1.1.0", harness.Tag("web.yaml"));
        harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held", "Held");
        await Elected("1.2.0", "1.2.0", "Held");
        Assert.Equal("1.0.0", harness.Tag("web.yaml"));
    }

    [ProgramFact("git")]
    public async Task Story07_ARevertOfTheRevert_IsInStep_AndLaterElectionsGoOn()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Revert(Head());
        harness.Repository.Revert(Head());
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
        harness.Policy("app", "semver: {range: '<2.0.0'}");
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

    [ProgramFact("git")]
    public async Task Story12_ANarrowedRange_WithdrawsOurValue()
    {
        Start("1.0.0");
        await Elected("2.0.0", "2.0.0");
        harness.Policy("app", "semver: {range: '<2.0.0'}");
        await Elected("1.9.5", "1.9.5");
    }

    [ProgramFact("git")]
    public async Task Story13_AReverted_ThenWithdrawnValue_GivesWayToTheNewElection()
    {
        Start("1.9.0");
        await Elected("2.0.0", "2.0.0");
        harness.Repository.Revert(Head());
        await Elected("2.0.0", "1.9.0", "Held");
        harness.Policy("app", "semver: {range: '<2.0.0'}");
        await Elected("1.9.5", "1.9.5");
    }

    [ProgramFact("git")]
    public async Task Story14_ADeletedElection_GivesWayToTheNextBest()
    {
        Start("1.0.0");
        await Elected("1.5.0", "1.5.0");
        await Elected("1.4.0", "1.4.0");
    }

    [ProgramTheory("git")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Story16_ADeletedMarkerOrFile_LeavesOthersGoingOn(bool wholeFile)
    {
        harness.Policy("web", "semver: {range: '>=1.0.0'}");
        Start("1.0.0");
        harness.Repository.Commit("web.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:web", "web"));
        await harness.ElectAsync("1.1.0", "web");
        await Elected("1.1.0", "1.1.0");
        if (wholeFile) harness.Repository.Commit(new Dictionary<string, string?> { ["app.yaml"] = null });
        else harness.Repository.Commit("app.yaml", "image: something # no marker\n");
        await harness.ElectAsync("1.2.0");
        await harness.ElectAsync("1.2.0", "web");
        await harness.RunAsync();
        Assert.Equal("1.2.0", harness.Tag("web.yaml"));
        Assert.DoesNotContain("1.2.0", harness.Repository.Read("app.yaml") ?? "", StringComparison.Ordinal);
    }

    [ProgramTheory("git")]
    [InlineData("1.1.0", "1.2.0", null)]
    [InlineData("1.0.5", "1.0.5", "Held")]
    public async Task Story17_ARestoredFile_GoesOnAtItsAnchor_AndHoldsWithAnotherValue(string restored, string expected, string? hold)
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Commit(new Dictionary<string, string?> { ["app.yaml"] = null }, "delete");
        Person(restored);
        if (hold is null) await Elected("1.2.0", expected);
        else await Elected("1.1.0", expected, hold);
    }

    [ProgramFact("git")]
    public async Task Story18_ARenamedFile_GoesOn()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Move("app.yaml", "apps/main.yaml");
        await harness.RunAsync("1.2.0", "app");
        Assert.Equal("1.2.0", harness.Tag("apps/main.yaml"));
    }

    [ProgramFact("git")]
    public async Task Story18_ARenamedFile_StaysHeld()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
        Move("app.yaml", "apps/main.yaml");
        var automation = await harness.RunAsync();
        Assert.Equal("1.0.0", harness.Tag("apps/main.yaml"));
        Assert.Equal(["Held"], Decisions(automation));
    }

    [ProgramFact("git")]
    public async Task Story19_AMarkerOfAnotherPolicy_IsANewTarget()
    {
        harness.Policy("other", "semver: {range: '>=1.0.0'}");
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Revert(Head());
        harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:other"));
        await harness.RunAsync("1.1.0", "other");
        Assert.Equal("1.1.0", harness.Tag());
    }

    [ProgramFact("git")]
    public async Task Story20_OnePolicyInTwoFiles_HoldsOnlyTheRevertedOne()
    {
        Start("1.0.0");
        harness.Repository.Commit("two.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", name: "two"));
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"), "back");
        var automation = await harness.RunAsync("1.1.0", "app");
        Assert.Equal(["Held"], Decisions(automation));
        Assert.Equal(("1.0.0", "1.1.0"), (harness.Tag(), harness.Tag("two.yaml")));
    }

    [ProgramFact("git")]
    public async Task Story21_TagAndDigestOfOneObject_NeverPart()
    {
        harness.Repository.Commit("app.yaml", Values("1.0.0", "sha256:" + new string('a', 64)));
        await harness.RunAsync("1.1.0", "app", "sha256:" + new string('b', 64));
        Assert.Equal(["1.1.0", "sha256:" + new string('b', 64)], harness.Values());
        harness.Repository.Commit("app.yaml", Values("1.0.0", "sha256:" + new string('b', 64)), "tag only");
        var automation = await harness.RunAsync("1.1.0", "app", "sha256:" + new string('c', 64));
        Assert.Equal(["Held"], Decisions(automation));
        Assert.Equal(["1.0.0", "sha256:" + new string('b', 64)], harness.Values());

        static string Values(string tag, string digest) =>
            $"image:\n  tag: {tag} # {{\"$imagepolicy\": \"team:app:tag\"}}\n  digest: {digest} # {{\"$imagepolicy\": \"team:app:digest\"}}\n";
    }

    [ProgramFact("git")]
    public async Task Story22_ASecondContainerWithAnOldValue_IsWritten()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        var text = harness.Repository.Read("app.yaml") + $"        - name: second\n          image: {PublishingHarness.Image}:1.0.0 # {{\"$imagepolicy\": \"team:app\"}}\n";
        harness.Repository.Commit("app.yaml", text, "second container");
        await harness.RunAsync();
        Assert.All(harness.Values(), v => Assert.EndsWith(":1.1.0", v, StringComparison.Ordinal));
    }

    [ProgramFact("git")]
    public async Task Story23_AnOldDigest_HoldsUntilANewBuild()
    {
        var (d1, d2, d3) = ("sha256:" + new string('1', 64), "sha256:" + new string('2', 64), "sha256:" + new string('3', 64));
        Start("1.0.0@" + d1);
        await harness.RunAsync("1.0.0", "app", d2);
        Assert.EndsWith(d2, harness.Values()[0], StringComparison.Ordinal);
        Person("1.0.0@" + d1);
        Assert.Equal(["Held"], Decisions(await harness.RunAsync()));
        await harness.RunAsync("1.0.0", "app", d3);
        Assert.EndsWith(d3, harness.Values()[0], StringComparison.Ordinal);
    }

    [ProgramTheory("git")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Story24_ANewImageName_IsWrittenAtTheAnchor_AndWaitsWhileHeld(bool held)
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        if (held) harness.Repository.Revert(Head());
        await harness.ElectAsync("1.1.0", image: "registry.new/acme/app");
        var automation = await harness.RunAsync();
        Assert.Equal(held ? [PublishingHarness.Image + ":1.0.0"] : ["registry.new/acme/app:1.1.0"], harness.Values());
        if (!held) return;
        Assert.Equal(["Held"], Decisions(automation));
        await harness.ElectAsync("1.2.0", image: "registry.new/acme/app");
        await harness.RunAsync();
        Assert.Equal(["registry.new/acme/app:1.2.0"], harness.Values());
    }

    [ProgramTheory("git")]
    [InlineData("--no-ff")]
    [InlineData("--squash")]
    public async Task Story25_AMergedPushBranch_RevertedOnMain_IsHeld(string how)
    {
        harness.Automation(git: "    push: {branch: auto}\n");
        Start("1.0.0");
        await harness.RunAsync("1.1.0", "app");
        Assert.Equal("1.1.0", harness.Tag(revision: "auto"));
        Assert.Equal("1.0.0", harness.Tag());
        if (how == "--squash")
        {
            var ours = harness.Repository.Log("auto")[0];
            harness.Repository.Commit("app.yaml", harness.Repository.Read("app.yaml", "auto")!, "Update (#7)\n\n* " + ours.Message);
        }
        else
        {
            harness.Repository.Merge("auto", "main", how);
        }

        harness.Repository.DeleteBranch("auto");
        await harness.RunAsync();
        harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"), "Revert by hand");
        Assert.Equal(["Held"], Decisions(await harness.RunAsync()));
        Assert.Null(harness.Repository.Head("auto"));
    }

    [ProgramTheory("git")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Story26_ASquashWithoutOurMessage_IsHeldIfSeenInStepBefore(bool seen)
    {
        harness.Automation(git: "    push: {branch: auto}\n");
        Start("1.0.0");
        await harness.RunAsync("1.1.0", "app");
        harness.Repository.Commit("app.yaml", harness.Repository.Read("app.yaml", "auto")!, "New version");
        harness.Repository.DeleteBranch("auto");
        if (seen) await harness.RunAsync();
        harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"), "Back");
        var automation = await harness.RunAsync();
        Assert.Equal(seen ? ["Held"] : [], Decisions(automation));
        Assert.Equal(seen ? null : "1.1.0", harness.Repository.Head("auto") is null ? null : harness.Tag(revision: "auto"));
    }

    [ProgramFact("git")]
    public async Task Story27_AnUnmergedPushBranch_IsTheBase_AndMainIsNotJudged()
    {
        harness.Automation(git: "    push: {branch: auto}\n");
        Start("1.0.0");
        await harness.RunAsync("1.1.0", "app");
        var before = harness.Repository.Head("auto");
        Assert.Empty(Decisions(await harness.RunAsync()));
        Assert.Equal(before, harness.Repository.Head("auto"));
    }

    [ProgramFact("git")]
    public async Task Story28_APushBranchDeletedWithoutMerge_IsProposedAgain()
    {
        harness.Automation(git: "    push: {branch: auto}\n");
        Start("1.0.0");
        await harness.RunAsync("1.1.0", "app");
        harness.Repository.DeleteBranch("auto");
        await harness.RunAsync();
        Assert.Equal("1.1.0", harness.Tag(revision: "auto"));
    }

    [ProgramFact("git")]
    public async Task Story29_OurCommitRemovedByForcePush_IsHeld()
    {
        Start("1.0.0");
        var before = Head();
        await Elected("1.1.0", "1.1.0");
        harness.Repository.SetBranch("main", before);
        await Elected("1.1.0", "1.0.0", "Held");
        await harness.LoseStateAsync();
        await Elected("1.1.0", "1.1.0"); // documented: without status and history there is no evidence
    }

    [ProgramFact("git")]
    public async Task Story30_RewrittenHistoryThatKeepsOurCommit_ChangesNothing()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.InWorkTree("main", "commit", "--amend", "--no-edit", "--date", "2020-01-01T00:00:00Z");
        await Elected("1.1.0", "1.1.0");
        await Elected("1.2.0", "1.2.0");
    }

    [ProgramFact("git")]
    public async Task Story31_WithAllStateLost_ARevertInHistoryStillHolds()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Revert(Head());
        harness.Repository.Commit("readme.txt", "unrelated", "Other work");
        await harness.LoseStateAsync();
        await Elected("1.1.0", "1.0.0", "Held");
    }

    [ProgramFact("git")]
    public async Task Story32And33_TwoClusters_DoNotFight_AndARevertHoldsInBoth()
    {
        harness.Automation("late");
        harness.Policy("late", "semver: {range: '>=1.0.0'}");
        harness.Automation("auto", "  policySelector: {matchLabels: {app: app}}\n");
        harness.Automation("late", "  policySelector: {matchLabels: {app: late}}\n");
        await using var other = new PublishingHarness(withGitRepository: false);
        other.Declare("git", $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: team}}\nspec: {{url: 'file://{harness.Repository.Path}', interval: 1m, ref: {{branch: main}}}}\n");
        Start("1.0.0");
        await Elected("1.3.0", "1.3.0");
        Assert.Equal(["NewerInGit"], Decisions(await other.RunAsync("1.2.0", "app")));
        Assert.Equal("1.3.0", harness.Tag());
        harness.Repository.Revert(Head());
        Assert.Equal(["Held"], Decisions(await other.RunAsync("1.3.0", "app")));
        await Elected("1.3.0", "1.0.0", "Held");
    }

    [ProgramFact("git")]
    public async Task Story34_TwoClustersWithContradictingRanges_DoNotWriteEachOthersValuesBack()
    {
        await using var other = new PublishingHarness(withGitRepository: false) { Options = new() { AllowLocalRepositories = true, Instance = "second" } };
        other.Declare("git", $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: team}}\nspec: {{url: 'file://{harness.Repository.Path}', interval: 1m, ref: {{branch: main}}}}\n");
        other.Policy("app", "semver: {range: '<2.0.0'}");
        Start("1.0.0");
        await Elected("2.0.0", "2.0.0");
        Assert.Equal(["Contested"], Decisions(await other.RunAsync("1.9.0", "app")));
        Assert.Equal("2.0.0", harness.Tag());
    }

    [ProgramFact("git")]
    public async Task Story34_TheSameNameWithContradictingRanges_StopsAfterThreeWrites()
    {
        await using var other = new PublishingHarness(withGitRepository: false);
        other.Declare("git", $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: team}}\nspec: {{url: 'file://{harness.Repository.Path}', interval: 1m, ref: {{branch: main}}}}\n");
        other.Policy("app", "semver: {range: '<2.0.0'}");
        Start("1.0.0");
        await Elected("2.0.0", "2.0.0");
        await other.RunAsync("1.9.0", "app");
        await harness.RunAsync();
        for (var i = 0; i < 3; i++)
        {
            await other.RunAsync();
            await harness.RunAsync();
        }

        Assert.True(harness.Repository.Log().Count <= 6, string.Join('\n', harness.Repository.Log().Select(c => c.Subject)));
        Assert.Contains("Contested", Decisions(await other.RunAsync()).Concat(Decisions(await harness.RunAsync())));
    }

    [ProgramFact("git")]
    public async Task Story35_ATemplateWithoutOurTrailers_StillGetsThem()
    {
        harness.Automation(commit: "      messageTemplate: 'chore: {{ len .Changed.Changes }} images'\n");
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        var message = harness.Repository.Log()[0].Message;
        Assert.StartsWith("chore: 1 images\n", message, StringComparison.Ordinal);
        Assert.Contains("\nImage-Automation: team/auto\nImage-Policy: team/app ghcr.io/acme/app:1.1.0", message, StringComparison.Ordinal);
        harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
    }

    [ProgramFact("git")]
    public async Task Overwrite_DoesWhatTheReferenceDoes()
    {
        harness.Automation(more: "  update: {onManualChange: Overwrite}\n");
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.1.0");
    }

    [ProgramFact("git")]
    public async Task TheAcceptAnnotation_ReleasesJustThatTag()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
        var automation = await harness.GetAsync<ImageUpdateAutomation>("auto");
        var annotations = new Dictionary<string, string> { [WellKnown.AcceptAnnotation] = "app=1.1.0" };
        await harness.Source.PatchMetadataAsync(automation, automation with { Metadata = automation.Metadata with { Annotations = annotations } }, CancellationToken.None);
        await Elected("1.1.0", "1.1.0");
        await Elected("1.2.0", "1.2.0");
        Person("1.0.0");
        await Elected("1.2.0", "1.0.0", "Held");
    }

    [ProgramFact("git")]
    public async Task AnOldAcceptance_DoesNotUndoTheRevertOfALaterTag()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
        await harness.AnnotateAsync(WellKnown.AcceptAnnotation, "app=1.1.0");
        await Elected("1.1.0", "1.1.0");
        await Elected("1.2.0", "1.2.0");
        harness.Repository.Revert(Head());
        await Elected("1.2.0", "1.1.0", "Held");
        await Elected("1.3.0", "1.3.0");
    }

    [ProgramFact("git")]
    public async Task ARunningUpdater_HoldsAndThenFollowsTheAcceptAnnotation()
    {
        Start("1.0.0");
        await using var running = harness.Start();
        await harness.ElectAsync("1.1.0");
        await Eventually.HoldsAsync(() => harness.Tag() == "1.1.0");
        harness.Repository.Revert(Head());
        await harness.AnnotateAsync(WellKnown.RequestedAtAnnotation, "t1");
        await Eventually.HoldsAsync(async () => Decisions(await harness.GetAsync<ImageUpdateAutomation>("auto")).SequenceEqual(["Held"]));
        Assert.Contains(harness.Source.Events(), e => e.Reason == "Held" && e.Message.Contains("stands", StringComparison.Ordinal));
        await harness.AnnotateAsync(WellKnown.AcceptAnnotation, "app=1.1.0");
        await Eventually.HoldsAsync(() => harness.Tag() == "1.1.0");
    }

    [ProgramFact("git")]
    public async Task ARunningUpdater_FollowsAnEditOfItsSpec()
    {
        Start("1.0.0");
        await using var running = harness.Start();
        await harness.ElectAsync("1.1.0");
        await Eventually.HoldsAsync(() => harness.Tag() == "1.1.0");
        harness.Repository.Revert(Head());
        await harness.AnnotateAsync(WellKnown.RequestedAtAnnotation, "t1");
        await Eventually.HoldsAsync(async () => Decisions(await harness.GetAsync<ImageUpdateAutomation>("auto")).SequenceEqual(["Held"]));
        harness.Automation(more: "  update: {onManualChange: Overwrite}\n");
        await Eventually.HoldsAsync(() => harness.Tag() == "1.1.0");
    }

    [ProgramFact("git")]
    public async Task AHold_SaysWhoAndWhenAndWhat()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        var revert = harness.Repository.Commit(new Dictionary<string, string?> { ["app.yaml"] = PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0") }, "No!", author: "Ada <ada@example.org>");
        var hold = (await harness.RunAsync()).Status.Holds!.Entries![0];
        Assert.Equal(("app.yaml", "team/app", PublishingHarness.Image + ":1.0.0", PublishingHarness.Image + ":1.1.0", "1.1.0", revert, "Ada"), (hold.Path, hold.Policy, hold.Value, hold.Rejected, hold.ReleasedAbove, hold.Commit, hold.Author));
        Assert.NotNull(hold.Time);
    }

    private void Start(string tag) => harness.Repository.Commit("app.yaml", PublishingHarness.Deployment($"{PublishingHarness.Image}:{tag}"), "start");

    private void Person(string tag) => harness.Repository.Commit("app.yaml", PublishingHarness.Deployment($"{PublishingHarness.Image}:{tag}"), $"Set {tag} by hand");

    private void Move(string from, string to) =>
        harness.Repository.Commit(new Dictionary<string, string?> { [from] = null, [to] = harness.Repository.Read(from) }, "move");

    private string Head() => harness.Repository.Head()!;

    private async Task Elected(string tag, string expected, params string[] holds)
    {
        var automation = await harness.RunAsync(tag, "app");
        var ready = automation.Status.Find(ConditionTypes.Ready);
        Assert.True(ready?.Status == "True", ready?.Message);
        Assert.Equal(expected, harness.Tag());
        Assert.Equal(holds, Decisions(automation));
    }

    private static IEnumerable<string> Decisions(ImageUpdateAutomation automation) => automation.Status.Holds?.Entries?.Select(h => h.Decision) ?? [];
}
