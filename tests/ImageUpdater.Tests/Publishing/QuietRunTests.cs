using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>When a run plans, and when it is over after one question to the remote.</summary>
public sealed class QuietRunTests : PublishingTest
{
    private GitHttpServer server = null!; // started before each test

    public override async Task InitializeAsync()
    {
        server = await GitHttpServer.StartAsync(Harness.Root);
        Harness.GitRepository(server.Url("remote.git"));
        Start();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    [ProgramFact("git")]
    public async Task NothingMoved_AsksOnce_AndFetchesNothing()
    {
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        var requests = await RequestsOf(Harness.RunOnIntervalAsync);
        AssertReady(await Harness.RunOnIntervalAsync());
        Assert.All(requests, r => Assert.Contains("upload-pack", r, StringComparison.Ordinal));
        Assert.InRange(requests.Count, 1, 2); // greeting and ls-refs
    }

    [ProgramFact("git")]
    public async Task ARevisionInTheOldForm_CountsAsSeen()
    {
        var ran = await Harness.RunAsync("1.1.0", "app");
        var head = Harness.Repository.Head();
        Assert.True((await Harness.Source.PatchStatusAsync(ran, ran with
        {
            Status = ran.Status with { ObservedSourceRevision = $"main/{head}" },
        }, CancellationToken.None)).IsSuccess);
        var quiet = await Harness.RunOnIntervalAsync();
        AssertReady(quiet);
        Assert.Equal($"main/{head}", quiet.Status.ObservedSourceRevision); // a whole run would have written today's form
    }

    [ProgramFact("git")]
    public async Task APolicyChange_IsPushedOntoTheCachedHead_WithoutAFetch()
    {
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        await Harness.ElectAsync("1.2.0");
        var requests = await RequestsOf(Harness.RunOnIntervalAsync);
        Assert.Equal("1.2.0", Harness.Tag());
        Assert.All(requests, r => Assert.Contains("receive-pack", r, StringComparison.Ordinal));
        Assert.InRange(requests.Count, 1, 2); // greeting and push
    }

    [ProgramFact("git")]
    public async Task TheSourceMoves_WithoutPolicyChange_AdvancesTheRevision_AndPushesNothing()
    {
        var first = await Harness.RunAsync("1.1.0", "app");
        var head = Harness.Repository.Commit("note.txt", "main moves on");
        var events = Harness.Events().Count;
        var second = await Harness.RunOnIntervalAsync();
        AssertReady(second);
        Assert.Equal($"main@sha1:{head}", second.Status.ObservedSourceRevision);
        Assert.Equal((first.Status.LastPushCommit, first.Status.LastPushTime), (second.Status.LastPushCommit, second.Status.LastPushTime));
        Assert.Equal(head, Harness.Repository.Head());
        Assert.Equal(events, Harness.Events().Count);
    }

    [ProgramFact("git")]
    public async Task AFileThatComesWithTheSource_IsUpdated()
    {
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Harness.Repository.Commit("new.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"));
        AssertReady(await Harness.RunOnIntervalAsync());
        Assert.Equal("1.1.0", Harness.Tag("new.yaml"));
    }

    [ProgramFact("git")]
    public async Task AfterAFailure_AQuietRun_IsReadyAgain()
    {
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        server.Intercept = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        var failed = await Harness.RunOnIntervalAsync();
        AssertRetried(failed, "GitOperationFailed", "failed to checkout source: ", "is overloaded");
        server.Intercept = null;
        var requests = await RequestsOf(Harness.RunOnIntervalAsync);
        Assert.InRange(requests.Count, 1, 2);
        AssertReady(await Harness.GetAsync<ImageUpdateAutomation>("auto"));
        Assert.Equal(("Info", "Succeeded", "repository up-to-date"), Last());
    }

    [ProgramFact("git")]
    public async Task AnElectionWhoseRunFailed_IsWrittenLater()
    {
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        await Harness.ElectAsync("1.2.0");
        Harness.Repository.Hook("pre-receive", "exit 1");
        AssertRetried(await Harness.RunOnIntervalAsync(), "GitOperationFailed");
        Harness.Repository.Hook("pre-receive", "exit 0");
        AssertReady(await Harness.RunOnIntervalAsync());
        Assert.Equal("1.2.0", Harness.Tag());
        Assert.Equal(3, Harness.Repository.Log().Count);
    }

    [ProgramFact("git")]
    public async Task ObservedPolicies_FollowTheSelection()
    {
        Harness.Policy("web", "semver: {range: '>=1.0.0'}");
        await Harness.ElectAsync("1.1.0");
        Assert.Equal(["app:1.1.0"], await Observed());
        await Harness.ElectAsync("1.2.0");
        Assert.Equal(["app:1.2.0"], await Observed());
        await Harness.ElectAsync("1.0.0", "web");
        Assert.Equal(["app:1.2.0", "web:1.0.0"], await Observed());
        Harness.Automation(more: "  policySelector: {matchLabels: {app: web}}\n");
        Assert.Equal(["web:1.0.0"], await Observed());
        Harness.Automation(more: "  policySelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}\n");
        Assert.Equal(["app:1.2.0"], await Observed());

        // a run records them
        async Task<IEnumerable<string>> Observed() =>
            (await Harness.RunOnIntervalAsync()).Status.ObservedPolicies!.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Key}:{p.Value.Tag}");
    }

    [ProgramFact("git")]
    public async Task ANewSpec_IsPlanned_AlthoughNothingMoved()
    {
        Harness.Automation(more: "  update: {path: other}\n");
        Harness.Repository.Commit("other/none.yaml", "a: b\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal("1.0.0", Harness.Tag());
        Harness.Automation();
        AssertReady(await Harness.RunOnIntervalAsync());
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task AnAcceptedTag_IsWritten_WhenARunIsRequested()
    {
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Harness.Repository.Revert(Harness.Repository.Head()!); // just pushed
        var held = await Harness.RunOnIntervalAsync();
        Assert.Equal(1, held.Status.Holds?.Total);
        AssertReady(await Harness.RunOnIntervalAsync());
        Assert.Equal("1.0.0", Harness.Tag());

        var accepted = held.Metadata with
        {
            Annotations = new Dictionary<string, string>
            {
                [WellKnown.AcceptAnnotation] = "app=1.1.0",
                [WellKnown.RequestedAtAnnotation] = "now",
            },
        };
        var current = await Harness.GetAsync<ImageUpdateAutomation>("auto");
        Assert.True((await Harness.Source.PatchMetadataAsync(current, current with
        {
            Metadata = accepted with { ResourceVersion = current.Metadata.ResourceVersion },
        }, CancellationToken.None)).IsSuccess);
        var run = await Harness.RunOnIntervalAsync();
        AssertReady(run);
        Assert.Equal("now", run.Status.LastHandledReconcileAt);
        Assert.Null(run.Status.Holds);
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task AHeldValue_IsFree_AsSoonAsAnEditOfThePolicyRulesItOut()
    {
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":2.0.0"));
        var held = await Harness.RunAsync("1.5.0", "app");
        Assert.Equal("NewerInGit", Assert.Single(held.Status.Holds!.Entries!).Decision); // one is asserted
        Harness.Policy("app", "semver: {range: '<2.0.0'}");
        AssertReady(await Harness.RunOnIntervalAsync());
        Assert.Equal("1.5.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task APolicyThatIsNotReady_StillCounts()
    {
        var policy = await Harness.GetAsync<ImagePolicy>("app");
        var status = policy.Status with
        {
            LatestRef = new ImageRef { Name = PublishingHarness.Image, Tag = "1.1.0" },
            Conditions = [new Condition
            {
                Type = "Ready",
                Status = "False",
                Reason = "DependencyNotReady",
                Message = "no",
                LastTransitionTime = DateTimeOffset.UnixEpoch,
            }],
        };
        Assert.True((await Harness.Source.PatchStatusAsync(policy, policy with { Status = status }, CancellationToken.None)).IsSuccess);
        AssertReady(await Harness.RunAsync());
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramTheory("git")]
    [InlineData("semver: {range: 'about 1'}", "", "1.1.0")]
    [InlineData("semver: {range: '>=1.0.0'}", "  filterTags: {pattern: '('}\n", "1.0.0")] // what is newer cannot be told without the filter
    public async Task TheElectionOfAPolicyThatBecameInvalid_IsStillWritten_WhereItsOrderIsKnown(
        string order, string filter, string expected)
    {
        Harness.Repository.Commit("newer.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.9.0-rc.1", name: "newer"));
        await Harness.ElectAsync("1.1.0");
        Harness.Policy("app", order, filter);
        AssertReady(await Harness.RunAsync());
        Assert.Equal((expected, "1.9.0-rc.1"), (Harness.Tag(), Harness.Tag("newer.yaml")));
    }

    [ProgramTheory("git")]
    [InlineData("{matchExpressions: [{key: app, operator: Like, values: [x]}]}")]
    [InlineData("{matchExpressions: [{key: app, operator: In}]}")]
    [InlineData("{matchExpressions: [{key: app, operator: Exists, values: [x]}]}")]
    [InlineData("{matchLabels: {'my app': web}}")]
    [InlineData("{matchLabels: {app: 'web server'}}")]
    [InlineData("{matchLabels: {Acme_Org/app: web}}")]
    [InlineData("{matchLabels: {app/: web}}")]
    [InlineData("{matchExpressions: [{key: -app, operator: Exists}]}")]
    [InlineData("{matchExpressions: [{key: app, operator: In, values: [web, 'a,b']}]}")]
    public async Task AnInvalidSelector_Stalls(string selector)
    {
        Harness.Automation(more: $"  policySelector: {selector}\n");
        AssertStalled(
            await Harness.RunAsync("1.1.0", "app"), "InvalidPolicySelector", "failed to parse policy selector",
            "correct spec.policySelector of ImageUpdateAutomation team/auto");
        Assert.Equal("1.0.0", Harness.Tag());
    }

    private (string Severity, string Reason, string Message) Last() =>
        (Harness.Events()[^1].Severity, Harness.Events()[^1].Reason, Harness.Events()[^1].Message);

    private async Task<IReadOnlyList<string>> RequestsOf(Func<string, Task<ImageUpdateAutomation>> run)
    {
        var before = server.Requests.Count;
        AssertReady(await run("auto"));
        return [.. server.Requests.Skip(before)];
    }
}
