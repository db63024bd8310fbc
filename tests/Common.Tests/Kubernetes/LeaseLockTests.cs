using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

[Collection(ClusterCollection.Name)]
public sealed class LeaseLockTests(Cluster cluster)
{
    [ClusterFact]
    public async Task OneLeads_AndHandsOverAtItsEnd()
    {
        var ns = await cluster.NamespaceAsync();
        using var client = cluster.Client();
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        // Only a lease that is handed back can change hands in time.
        var first = Lock(client, ns, "first", TimeSpan.FromHours(1));
        var second = Lock(client, ns, "second", TimeSpan.FromHours(1));
        var firstRun = first.RunAsync(UntilStoppedAsync, stopFirst.Token);
        await Eventually.HoldsAsync(() => first.IsLeader);
        var secondRun = second.RunAsync(UntilStoppedAsync, stopSecond.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.False(second.IsLeader);

        await stopFirst.CancelAsync();
        Assert.True((await firstRun).Value);
        Assert.False(first.IsLeader);
        await Eventually.HoldsAsync(() => second.IsLeader);
        var lease = await LeaseAsync(client, ns);
        Assert.Equal(("second", 3600, 2), (lease.Spec.HolderIdentity, lease.Spec.LeaseDurationSeconds, lease.Spec.LeaseTransitions + 1));
        await stopSecond.CancelAsync();
        Assert.True((await secondRun).Value);
        Assert.Null((await LeaseAsync(client, ns)).Spec.HolderIdentity);
    }

    [ClusterFact]
    public async Task ALeaderThatVanishes_IsFollowedAfterItsLease()
    {
        var ns = await cluster.NamespaceAsync();
        using var client = cluster.Client();
        using var kill = new CancellationTokenSource();
        var first = Lock(client, ns, "first", TimeSpan.FromSeconds(2), releases: false);
        var run = first.RunAsync(UntilStoppedAsync, kill.Token);
        await Eventually.HoldsAsync(() => first.IsLeader);
        await kill.CancelAsync();
        await run;
        Assert.Equal("first", (await LeaseAsync(client, ns)).Spec.HolderIdentity);
        Assert.False(first.IsReleased);

        using var stop = new CancellationTokenSource();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var second = Lock(client, ns, "second", TimeSpan.FromSeconds(2));
        var secondRun = second.RunAsync(UntilStoppedAsync, stop.Token);
        await Eventually.HoldsAsync(() => second.IsLeader);
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(1.9), $"{clock.Elapsed}");
        await stop.CancelAsync();
        Assert.True((await secondRun).Value);
        Assert.True(second.IsReleased);
    }

    [ClusterFact]
    public async Task ALeaderThatLosesItsLease_StopsItsWork()
    {
        var ns = await cluster.NamespaceAsync();
        using var client = cluster.Client();
        var leader = Lock(client, ns, "first", TimeSpan.FromHours(1));
        var run = leader.RunAsync(UntilStoppedAsync, CancellationToken.None);
        await Eventually.HoldsAsync(() => leader.IsLeader);
        await cluster.RawAsync(
            HttpMethod.Patch, $"apis/coordination.k8s.io/v1/namespaces/{ns}/leases/l", """{"spec":{"holderIdentity":"thief"}}""",
            "application/merge-patch+json");
        Assert.Equal(LeaseLock.Lost, (await run.WaitAsync(Eventually.Limit)).Failure?.Reason);
        Assert.False(leader.IsLeader);
        Assert.Equal("thief", (await LeaseAsync(client, ns)).Spec.HolderIdentity);
    }

    [Fact]
    public async Task ALeaderThatCannotRenew_StopsBeforeItsLeaseEnds()
    {
        // Answers as a server until it is told to be silent.
        var silent = false;
        var lease = "";
        await using var server = await FaultServer.StartAsync(async (context, _) =>
        {
            if (silent)
            {
                context.Response.StatusCode = 500;
                return;
            }

            if (context.Request.Method == "POST") lease = await new StreamReader(context.Request.Body).ReadToEndAsync();
            if (lease.Length == 0)
            {
                context.Response.StatusCode = 404;
                await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(
                    context.Response, """{"kind":"Status","reason":"NotFound","code":404,"message":"leases \"l\" not found"}""");
                return;
            }

            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, lease);
        });
        using var client = new KubeClient(new KubeConnection
        {
            Server = server.Address,
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        var leader = Lock(client, "n", "first", TimeSpan.FromSeconds(2));
        var run = leader.RunAsync(UntilStoppedAsync, CancellationToken.None);
        await Eventually.HoldsAsync(() => leader.IsLeader);
        silent = true;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(LeaseLock.Lost, (await run.WaitAsync(Eventually.Limit)).Failure?.Reason);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
    }

    [ClusterFact]
    public async Task CancelledWhileStandingBy_IsNotLeading()
    {
        var ns = await cluster.NamespaceAsync();
        using var client = cluster.Client();
        using var stop = new CancellationTokenSource();
        var leader = Lock(client, ns, "first", TimeSpan.FromHours(1));
        var run = leader.RunAsync(UntilStoppedAsync, stop.Token);
        await Eventually.HoldsAsync(() => leader.IsLeader);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        Assert.False(
            (await Lock(client, ns, "second", TimeSpan.FromHours(1))
                .RunAsync(_ => throw new InvalidOperationException("must not lead"), cancel.Token)).Value);
        await stop.CancelAsync();
        await run;
    }

    [ClusterFact]
    public async Task ALeaseThatNobodyHolds_IsTakenAtOnce_AndWhatElseIsInItStays()
    {
        var ns = await cluster.NamespaceAsync();
        using var client = cluster.Client();
        await cluster.ApplyAsync($"apis/coordination.k8s.io/v1/namespaces/{ns}/leases", $$"""
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata: {name: l, namespace: {{ns}} }
            spec: {leaseDurationSeconds: 3600, renewTime: '2026-01-02T03:04:05.000000Z', leaseTransitions: 7, strategy: OldestEmulationVersion}
            """);
        using var stop = new CancellationTokenSource();
        var leader = Lock(client, ns, "first", TimeSpan.FromHours(1));
        var run = leader.RunAsync(UntilStoppedAsync, stop.Token);
        await Eventually.HoldsAsync(() => leader.IsLeader);
        var lease = await LeaseAsync(client, ns);
        Assert.Equal(("first", 8, "OldestEmulationVersion"), (lease.Spec.HolderIdentity, lease.Spec.LeaseTransitions, lease.Spec.Strategy));
        await stop.CancelAsync();
        Assert.True((await run).Value);
    }

    [ClusterFact]
    public async Task ALease_IsTakenAndHandedBack_AtAWholeSecond()
    {
        var ns = await cluster.NamespaceAsync();
        using var client = cluster.Client();
        var time = new FakeTime(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var options = new LeaseLockOptions { Lease = new ObjectKey(ns, "l"), Identity = "first" };
        var leader = new LeaseLock(client, options, time, NullLogger<LeaseLock>.Instance);
        using var stop = new CancellationTokenSource();
        var run = leader.RunAsync(UntilStoppedAsync, stop.Token);
        await Eventually.HoldsAsync(() => leader.IsLeader);
        var stored = await cluster.JsonAsync($"apis/coordination.k8s.io/v1/namespaces/{ns}/leases/l");
        Assert.Equal("2026-01-02T03:04:05.000000Z", (string?)stored["spec"]!["renewTime"]);
        await stop.CancelAsync();
        Assert.True((await run).Value);
        Assert.True(leader.IsReleased);
    }

    private static async Task UntilStoppedAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    private static async Task<V1Lease> LeaseAsync(KubeClient client, string ns) =>
        (await client.CallAsync(
            new KubeCall("get", BuiltIns.Lease, ns, "l"),
            (api, token) => api.CoordinationV1.ReadNamespacedLeaseAsync("l", ns, cancellationToken: token),
            CancellationToken.None)).Value;

    private static LeaseLock Lock(KubeClient client, string ns, string identity, TimeSpan duration, bool releases = true) => new(
        client,
        new LeaseLockOptions
        {
            Lease = new ObjectKey(ns, "l"),
            Identity = identity,
            LeaseDuration = duration,
            RenewDeadline = TimeSpan.FromSeconds(1.5),
            RetryPeriod = TimeSpan.FromMilliseconds(100),
            ReleasesOnCancel = releases,
        },
        TimeProvider.System,
        NullLogger<LeaseLock>.Instance);
}
