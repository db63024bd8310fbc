using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>What a run leaves in status and tells in events.</summary>
public sealed class StatusAndEventTests : PublishingTest
{
    [ProgramFact("git")]
    public async Task APush_IsRecordedAndTold_WithItsFacts()
    {
        Harness.Declare("automation-auto", """
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {name: auto, namespace: team, annotations: {event.toolkit.fluxcd.io/cluster: north, other: x}}
            spec:
              interval: 1m
              sourceRef: {kind: GitRepository, name: fleet}
              git: {commit: {author: {name: bot, email: bot@example.org}, messageTemplate: 'Update {{ .AutomationObject }}'}}
            """);
        Start();
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var automation = await Harness.RunAsync("1.1.0", "app", "sha256:" + new string('a', 64));
        AssertReady(automation);

        var head = Harness.Repository.Log()[0];
        Assert.Equal(("bot", "bot@example.org", "Update team/auto"), (head.AuthorName, head.AuthorEmail, head.Subject));
        Assert.Equal("bot <bot@example.org>", Harness.Repository.Git("log", "-1", "--format=%cn <%ce>", "main").Trim());
        Assert.Equal(head.Id, automation.Status.LastPushCommit);
        Assert.Equal($"main@sha1:{head.Id}", automation.Status.ObservedSourceRevision);
        // both are set by a push
        Assert.InRange(automation.Status.LastAutomationRunTime!.Value, before, automation.Status.LastPushTime!.Value.AddSeconds(1));
        // set by a run
        Assert.Equal(new ImageRef
        {
            Name = PublishingHarness.Image,
            Tag = "1.1.0",
            Digest = "sha256:" + new string('a', 64),
        }, automation.Status.ObservedPolicies!["app"]);

        var told = Assert.Single(Harness.Events());
        Assert.Equal(("Info", "Succeeded"), (told.Severity, told.Reason));
        Assert.Equal($"pushed commit '{head.Id[..7]}' to branch 'main'\n{head.Message.TrimEnd('\n')}", told.Message.TrimEnd('\n'));
        var facts = told.Metadata!; // compared below
        Assert.Equal("north", facts["event.toolkit.fluxcd.io/cluster"]);
        Assert.DoesNotContain("other", facts.Keys);
        Assert.Equal((head.Id, "main", "1", "app.yaml"), (facts["commit"], facts["branch"], facts["changes"], facts["files"]));
        Assert.Equal(
            ($"{PublishingHarness.Image}:1.0.0", $"{PublishingHarness.Image}:1.1.0@sha256:{new string('a', 64)}"),
            (facts["old"], facts["new"]));
    }

    [ProgramFact("git")]
    public async Task BecomingReady_WithoutAPush_IsToldOnce()
    {
        Start("1.1.0");
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertReady(automation);
        Assert.Null(automation.Status.LastPushCommit);
        Assert.Equal($"main@sha1:{Harness.Repository.Head()}", automation.Status.ObservedSourceRevision);
        await Harness.RunAsync();
        await Harness.RunOnIntervalAsync();
        Assert.Equal([("Info", "repository up-to-date")], Harness.Events().Select(e => (e.Severity, e.Message)));
    }

    [ProgramFact("git")]
    public async Task WithoutPolicies_ARunIsReady()
    {
        Start();
        var automation = await Harness.RunAsync();
        AssertReady(automation);
        Assert.Null(automation.Status.ObservedPolicies);
        AssertReady(await Harness.RunOnIntervalAsync());
    }

    [ProgramFact("git")]
    public async Task TheRunTime_IsSet_AlsoWhenTheRunFails_AndSuspendedOnesDoNotRun()
    {
        Harness.Remove("git");
        var failed = await Harness.RunAsync("1.1.0", "app");
        Assert.NotNull(failed.Status.LastAutomationRunTime);
        Assert.True(failed.Status.ObservedGeneration < failed.Metadata.Generation);
        Harness.GitRepository(Harness.Repository.FileUrl);
        Start();
        Harness.Automation(more: "  suspend: true\n");
        var suspended = await Harness.RunAsync();
        Assert.Equal(failed.Status.LastAutomationRunTime, suspended.Status.LastAutomationRunTime);
        Assert.Equal("1.0.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task AHold_IsToldOnce_WithWhoAndWhat()
    {
        Start();
        await Harness.RunAsync("1.1.0", "app");
        Harness.Repository.Revert(Harness.Repository.Head()!); // just pushed
        AssertReady(await Harness.RunAsync());
        AssertReady(await Harness.RunAsync());
        var told = Assert.Single(Harness.Events(), e => e.Reason == "Held");
        Assert.Equal(
            // the revert
            ("Info", 1,
                $"'{PublishingHarness.Image}:1.0.0' in app.yaml stands: Person set it in commit {Harness.Repository.Head()![..7]}, "
                    + $"against '{PublishingHarness.Image}:1.1.0'"),
            (told.Severity, told.Count, told.Message));
        // a hold has facts
        Assert.Equal(
            ("team/app", "app.yaml", Harness.Repository.Head()),
            (told.Metadata!["policy"], told.Metadata["file"], told.Metadata["commit"]));
    }

    [ProgramFact("git")]
    public async Task MoreHoldsThanStatusRemembers_AreToldOnce()
    {
        const int Files = 103;
        Harness.Repository.Commit(
            Enumerable.Range(0, Files)
                .ToDictionary(i => $"f{i}.yaml", _ => (string?)PublishingHarness.Deployment(PublishingHarness.Image + ":1.9.0")));
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertReady(automation);
        Assert.Equal((Files, 100), (automation.Status.Holds!.Total, automation.Status.Holds.Entries!.Count)); // all stay
        var told = Harness.Events().Count;
        Assert.Equal(100, Harness.Events().Count(e => e.Reason == "NewerInGit"));
        await Harness.RunAsync();
        Assert.Equal(told, Harness.Events().Count);
    }
}
