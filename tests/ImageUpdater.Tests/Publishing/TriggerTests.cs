using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>What wakes an automation, apart from its interval: here no clock ever does.</summary>
public sealed class TriggerTests : PublishingTest
{
    [ProgramFact("git")]
    public async Task AnEditOfTheGitRepository_WakesIt()
    {
        Start();
        Harness.Repository.SetBranch("release", Harness.Repository.Head()!); // just made
        await using var running = Harness.Start();
        await Harness.ElectAsync("1.1.0");
        await RanAsync(a => a.Status.LastPushCommit == Harness.Repository.Head());
        Harness.GitRepository(Harness.Repository.FileUrl, "{branch: release}");
        await Eventually.HoldsAsync(() => Harness.Tag(revision: "release") == "1.1.0");
    }

    [ProgramFact("git")]
    public async Task ARequestToTheGitRepository_ShowsARevertAsHeld()
    {
        Start();
        await using var running = Harness.Start();
        await Harness.ElectAsync("1.1.0");
        await RanAsync(a => a.Status.LastPushCommit == Harness.Repository.Head());
        Harness.Repository.Commit(
            "app.yaml", Harness.Repository.Read("app.yaml")!.Replace("1.1.0", "1.0.0", StringComparison.Ordinal), "Revert");
        await RequestAsync("revert", $"refs/heads/main@{Harness.Repository.Head()}");
        await RanAsync(a => a.Status.Holds?.Total == 1);
        Assert.Equal("1.0.0", Harness.Tag());
    }

    private async Task RequestAsync(string token, string moved) => Assert.True(
        (await Harness.Source.AnnotateAsync(
            ResourceKinds.GitRepository, new ObjectKey("team", "fleet"), new Dictionary<string, string>
            {
                [WellKnown.RequestedAtAnnotation] = token,
                [WellKnown.PushedAnnotation] = $"{token} {moved}",
            },
            CancellationToken.None)).Value);

    [ProgramFact("git")]
    public async Task AnEditOfAGitRepositoryOfAnotherNamespace_WakesIt()
    {
        Start();
        Infra("nope");
        FromInfra();
        await using var running = Harness.Start();
        await Harness.ElectAsync("1.1.0");
        await RanAsync(a => a.Status.Find(ConditionTypes.Ready)?.Reason == "GitOperationFailed");
        Infra("main");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.1.0");
    }

    [ProgramFact("git")]
    public async Task AnElectionOfTheNamespace_WakesIt_WhetherTheSelectorTakesThePolicyOrNot()
    {
        Start();
        Harness.Policy("other", "semver: {range: '>=1.0.0'}");
        Harness.Automation(more: "  policySelector: {matchLabels: {app: app}}\n");
        await using var running = Harness.Start();
        await RanAsync(a => a.Status.Find(ConditionTypes.Ready)?.Status == "True");
        var ready = await Harness.GetAsync<ImageUpdateAutomation>("auto");
        // status knows whole seconds, and a run takes less
        var past = ready with { Status = ready.Status with { LastAutomationRunTime = DateTimeOffset.UnixEpoch } };
        Assert.True((await Harness.Source.PatchStatusAsync(ready, past, CancellationToken.None)).IsSuccess);
        await Harness.ElectAsync("1.1.0", "other");
        await RanAsync(a => a.Status.LastAutomationRunTime > DateTimeOffset.UnixEpoch);
        Assert.Equal("1.0.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task TheSecretOfTheGitRepository_IsReadFromItsNamespace()
    {
        Start();
        await using var server = await GitHttpServer.StartAsync(Harness.Root, GitHttpServer.Basic("bot", "right"));
        Harness.Secret("login", ("username", "bot"), ("password", "wrong"));
        Harness.Declare(
            "infra-login",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: infra}\nstringData: {username: bot, password: right}\n");
        Infra("main", server.Url("remote.git"), "  secretRef: {name: login}\n");
        FromInfra();
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task WhatIsTheSourceControllersBusiness_PlaysNoPart()
    {
        Start();
        Harness.GitRepository(Harness.Repository.FileUrl, more: "  suspend: true\n  recurseSubmodules: true\n  ignore: '*'\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal("1.1.0", Harness.Tag());
    }

    private void Infra(string branch, string? url = null, string more = "") => Harness.Declare(
        "infra",
        $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: infra}}\nspec:\n  "
            + $"url: '{url ?? Harness.Repository.FileUrl}'\n  interval: 1m\n  ref: {{branch: {branch}}}\n{more}");

    private void FromInfra() => Harness.Declare(
        "automation-auto",
        "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {name: auto, namespace: team}\nspec:\n  interval: "
            + "1m\n  sourceRef: {kind: GitRepository, name: fleet, namespace: infra}\n  git: {commit: {author: {email: bot@example.org}}}\n");

    private Task RanAsync(Func<ImageUpdateAutomation, bool> condition) =>
        Eventually.HoldsAsync(async () => condition(await Harness.GetAsync<ImageUpdateAutomation>("auto")));
}
