using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>
/// Faults between the programs and the API server. In each a tag is pushed while the fault lasts; afterwards there must be exactly one
/// commit for it, status must say so, and one more tag must go through as ever.
/// </summary>
[Collection(ClusterFixture.Name)]
public sealed class FaultTests(ClusterFixture cluster)
{
    [ClusterFact("kubectl", "git")]
    public async Task EveryRequestAnsweredWith500_ForAWhile()
    {
        await using var proxy = await FaultProxy.StartAsync(cluster.Server);
        await using var fleet = await StartAsync(cluster, proxy, "errors");
        await DuringAsync(fleet, proxy, context => FaultProxy.AnswerAsync(context, 500, "InternalError"), refusals: 8);
        await ThroughAsync(fleet);
    }

    [ClusterFact("kubectl", "git")]
    public async Task EveryRequestAnsweredWith429_ForAWhile()
    {
        await using var proxy = await FaultProxy.StartAsync(cluster.Server);
        await using var fleet = await StartAsync(cluster, proxy, "throttled");
        await DuringAsync(fleet, proxy, context => FaultProxy.AnswerAsync(context, 429, "TooManyRequests", retryAfter: 1), refusals: 6);
        await ThroughAsync(fleet);
    }

    [ClusterFact("kubectl", "git")]
    public async Task StatusThatCannotBeWrittenAfterAPush_IsWrittenLater_AndTheEventIsTold()
    {
        await using var proxy = await FaultProxy.StartAsync(cluster.Server);
        await using var fleet = await StartAsync(cluster, proxy, "unwritten");
        var refused = 0;
        proxy.Fault = async context =>
        {
            if (fleet.Tag != "1.1.0" || context.Request.Method != "PATCH" || !context.Request.Path.Value!.EndsWith("imageupdateautomations/app/status", StringComparison.Ordinal)) return false; // a request has a path
            return Interlocked.Increment(ref refused) <= 3 && await FaultProxy.AnswerAsync(context, 500, "InternalError");
        };
        fleet.Push("1.1.0");
        await fleet.ArrivesAsync("1.1.0");
        await ThroughAsync(fleet);
        Assert.True(refused > 3);
        var told = fleet.Kubectl.Events(fleet.Namespace, "ImageUpdateAutomation", "app").Where(e => e.Message.Contains("pushed commit", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, told.Count); // both pushes, the one whose status came late too
        Assert.Contains(fleet.Remote.Log()[1].Id[..7], told[0].Message, StringComparison.Ordinal);
    }

    [ClusterFact("kubectl", "git")]
    public async Task SlowAnswers()
    {
        await using var proxy = await FaultProxy.StartAsync(cluster.Server);
        await using var fleet = await StartAsync(cluster, proxy, "slow");
        proxy.Fault = async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, context.RequestAborted); // the fault itself, not a wait of the test
            return false;
        };
        fleet.Push("1.1.0");
        await fleet.ArrivesAsync("1.1.0");
        proxy.Fault = null;
        await ThroughAsync(fleet);
    }

    [ClusterFact("kubectl", "git")]
    public async Task BrokenConnections_InTheMiddleOfAnAnswer()
    {
        await using var proxy = await FaultProxy.StartAsync(cluster.Server);
        await using var fleet = await StartAsync(cluster, proxy, "broken");
        await DuringAsync(
            fleet, proxy,
            async context =>
            {
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync("{\"kind\":");
                context.Abort();
                return true;
            },
            refusals: 8);
        await ThroughAsync(fleet);
    }

    [ClusterFact("kubectl", "git")]
    public async Task AConflictOnTheFirstTriesOfEveryWrite()
    {
        await using var proxy = await FaultProxy.StartAsync(cluster.Server);
        await using var fleet = await StartAsync(cluster, proxy, "contested");
        var (writes, conflicts) = (0, 0);
        proxy.Fault = async context =>
        {
            if (context.Request.Method != "PATCH" || context.Request.Path.Value!.Contains("/events/", StringComparison.Ordinal) || Interlocked.Increment(ref writes) % 3 == 0) return false; // a request has a path
            Interlocked.Increment(ref conflicts);
            return await FaultProxy.AnswerAsync(context, 409, "Conflict");
        };
        fleet.Push("1.1.0");
        await fleet.ArrivesAsync("1.1.0");
        await ThroughAsync(fleet);
        Assert.True(conflicts >= 6, $"{conflicts} conflicts"); // at least two for each kind
    }

    [ClusterFact("kubectl", "git")]
    public async Task SomebodyWhoWritesTheObjectsAllTheTime()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "busy");
        fleet.ApplyApp();
        fleet.Both();
        await fleet.ReadyAsync();
        using var stop = new CancellationTokenSource();
        var written = 0;
        var writing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                fleet.Kubectl.Run("-n", "busy", "annotate", "--overwrite", Fleet.Repository, Fleet.Policy, Fleet.Automation, $"example.org/noise={++written}");
        });
        for (var round = 1; round <= 3; round++)
        {
            fleet.Push($"1.{round}.0");
            await fleet.ArrivesAsync($"1.{round}.0");
        }

        await fleet.SettleAsync();
        await stop.CancelAsync();
        await writing;
        Assert.Equal(3, fleet.Commits);
        Assert.Equal(fleet.Remote.Head(), (string?)fleet.Get(Fleet.Automation)["status"]!["lastPushCommit"]);
        Assert.Equal($"{written}", (string?)fleet.Get(Fleet.Automation)["metadata"]!["annotations"]!["example.org/noise"]); // nobody's write was lost
    }

    private static async Task<Fleet> StartAsync(ClusterFixture cluster, FaultProxy proxy, string ns)
    {
        var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, ns, proxy.Kubeconfig);
        fleet.ApplyApp();
        fleet.Both("--max-retry-delay=3s");
        await fleet.ReadyAsync();
        return fleet;
    }

    private static async Task DuringAsync(Fleet fleet, FaultProxy proxy, Func<HttpContext, Task<bool>> fault, int refusals)
    {
        var refused = 0;
        proxy.Fault = context =>
        {
            Interlocked.Increment(ref refused);
            return fault(context);
        };
        fleet.Push("1.1.0");
        await Eventually.HoldsAsync(() => refused >= refusals, () => fleet.Said);
        proxy.Fault = null;
        await fleet.ArrivesAsync("1.1.0");
    }

    private static async Task ThroughAsync(Fleet fleet)
    {
        await fleet.SettleAsync();
        Assert.Equal(1, fleet.Commits);
        Assert.Equal(fleet.Remote.Head(), (string?)fleet.Get(Fleet.Automation)["status"]!["lastPushCommit"]);
        fleet.Push("1.2.0");
        await fleet.ArrivesAsync("1.2.0");
        await fleet.SettleAsync();
        Assert.Equal(2, fleet.Commits);
        Assert.Equal(fleet.Remote.Head(), (string?)fleet.Get(Fleet.Automation)["status"]!["lastPushCommit"]);
        Assert.DoesNotContain("unexpected", fleet.Said, StringComparison.Ordinal);
    }
}
