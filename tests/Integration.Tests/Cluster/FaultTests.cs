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
public sealed class FaultTests(FaultFixture world) : IClassFixture<FaultFixture>
{
    private Fleet Fleet => world.Fleet;

    [ClusterFact("kubectl", "git")]
    public Task EveryRequestIsAnsweredWith500_ForAWhile() =>
        SurvivesAsync(8, context => FaultProxy.AnswerAsync(context, 500, "InternalError"));

    [ClusterFact("kubectl", "git")]
    public Task EveryRequestIsAnsweredWith429_ForAWhile() =>
        SurvivesAsync(6, context => FaultProxy.AnswerAsync(context, 429, "TooManyRequests", retryAfter: 1));

    [ClusterFact("kubectl", "git")]
    public Task ConnectionsBreak_InTheMiddleOfAnAnswer() => SurvivesAsync(8, async context =>
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("{\"kind\":");
        context.Abort();
        return true;
    });

    [ClusterFact("kubectl", "git")]
    public Task AnswersAreSlow() => SurvivesAsync(10, async context =>
    {
        // the fault itself, not a wait of the test
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, context.RequestAborted);
        return false;
    });

    [ClusterFact("kubectl", "git")]
    public Task TheFirstTwoTriesOfEveryWrite_Conflict()
    {
        var writes = 0;
        return SurvivesAsync(6, async context =>
            context.Request.Method == "PATCH" && Interlocked.Increment(ref writes) % 3 != 0
            && await FaultProxy.AnswerAsync(context, 409, "Conflict"));
    }

    [ClusterFact("kubectl", "git")]
    public async Task StatusThatCannotBeWrittenAfterAPush_IsWrittenLater_AndTheEventIsTold()
    {
        var refused = 0;
        var tag = world.Push();
        world.Proxy.Fault = async context =>
            // a request has a path
            Fleet.Tag == tag && context.Request.Method == "PATCH"
            && context.Request.Path.Value!.EndsWith("imageupdateautomations/app/status", StringComparison.Ordinal)
            && Interlocked.Increment(ref refused) <= 3 && await FaultProxy.AnswerAsync(context, 500, "InternalError");
        await Fleet.ArrivesAsync(tag);
        await Eventually.HoldsAsync(() => refused > 3, () => Fleet.Said);
        world.Proxy.Fault = null;
        await Fleet.SettleAsync();
        Assert.Equal(Fleet.Remote.Head(), LastPush());
        var told = Fleet.Kubectl.Events(Fleet.Namespace, "ImageUpdateAutomation", "app");
        // something was pushed
        Assert.Single(told, e => e.Message.Contains($"pushed commit '{Fleet.Remote.Head()![..7]}'", StringComparison.Ordinal));
    }

    [ClusterFact("kubectl", "git")]
    public async Task SomebodyWritesTheObjectsAllTheTime()
    {
        using var stop = new CancellationTokenSource();
        var written = 0;
        var writing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                Fleet.Kubectl.Run(
                    "-n", Fleet.Namespace, "annotate", "--overwrite", Cluster.Fleet.Repository, Cluster.Fleet.Policy,
                    Cluster.Fleet.Automation, $"example.org/noise={++written}");
        });
        var before = Fleet.Commits;
        for (var round = 1; round <= 3; round++) await Fleet.ArrivesAsync(world.Push());
        await Fleet.SettleAsync();
        await stop.CancelAsync();
        await writing;
        Assert.Equal(before + 3, Fleet.Commits);
        Assert.Equal(Fleet.Remote.Head(), LastPush());
        // nobody's write was lost
        Assert.Equal($"{written}", (string?)Fleet.Get(Cluster.Fleet.Automation)["metadata"]!["annotations"]!["example.org/noise"]);
    }

    private string? LastPush() => (string?)Fleet.Get(Cluster.Fleet.Automation)["status"]!["lastPushCommit"];

    /// <summary>A tag is pushed during the fault, which lasts until it met some requests.</summary>
    private async Task SurvivesAsync(int requests, Func<HttpContext, Task<bool>> fault)
    {
        var (before, met) = (Fleet.Commits, 0);
        world.Proxy.Fault = context =>
        {
            Interlocked.Increment(ref met);
            return fault(context);
        };
        world.Proxy.Break(); // watches, too, have to get through the fault
        var tag = world.Push();
        await Eventually.HoldsAsync(() => met >= requests, () => Fleet.Said);
        world.Proxy.Fault = null;
        await Fleet.ArrivesAsync(tag);
        await Fleet.SettleAsync();
        Assert.Equal(before + 1, Fleet.Commits);
        Assert.Equal(Fleet.Remote.Head(), LastPush());
        await Fleet.ArrivesAsync(world.Push());
        await Fleet.SettleAsync();
        Assert.Equal(before + 2, Fleet.Commits);
        Assert.Equal(Fleet.Remote.Head(), LastPush());
        Assert.DoesNotContain("unexpected", Fleet.Said, StringComparison.Ordinal);
    }
}
