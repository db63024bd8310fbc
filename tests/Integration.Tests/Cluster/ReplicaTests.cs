using System.Globalization;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Two replicas of each program.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ReplicaTests(ClusterFixture cluster)
{
    // IMAGEAUTOMATION_REPLICA_ROUNDS and IMAGEAUTOMATION_REPLICA_SEED make a longer run, or another one.
    private static readonly int Rounds = Setting("IMAGEAUTOMATION_REPLICA_ROUNDS", 3);
    private static readonly int Seed = Setting("IMAGEAUTOMATION_REPLICA_SEED", 20261122);

    private static readonly string[] ShortLease = ["--enable-leader-election", "--leader-election-lease-duration=4s",
        "--leader-election-renew-deadline=3s", "--leader-election-retry-period=500ms"];

    [ClusterFact("kubectl", "git")]
    public async Task ALeaderThatIsKilled_IsFollowed_AndNothingIsDoneTwice()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "killed");
        fleet.ApplyApp();
        List<ControllerProcess> reflectors = [fleet.Reflector(ShortLease), fleet.Reflector(ShortLease)];
        List<ControllerProcess> updaters = [fleet.Updater(ShortLease), fleet.Updater(ShortLease)];
        await fleet.ReadyAsync();
        var moments = new Random(Seed);
        for (var round = 1; round <= Rounds; round++)
        {
            var tag = $"1.{round}.0";
            fleet.Push(tag);
            // Anywhere between the push of the tag and some time after the commit.
            await Task.Delay(TimeSpan.FromMilliseconds(moments.Next(0, 1800)), TimeProvider.System);
            ReplaceLeader(reflectors, () => fleet.Reflector(ShortLease));
            ReplaceLeader(updaters, () => fleet.Updater(ShortLease));
            await fleet.ArrivesAsync(tag);
            await fleet.SettleAsync(); // by the new leaders
            Assert.Equal(round, fleet.Commits);
        }

        Assert.Equal("", fleet.Remote.Fsck());
        Assert.Single(reflectors, r => r.Leads && !r.HasExited);
        Assert.Single(updaters, u => u.Leads && !u.HasExited);
    }

    [ClusterFact("kubectl", "git")]
    public async Task ALeaderThatIsStopped_HandsOverAtOnce()
    {
        // Nobody could wait for these leases to run out.
        string[] longLease = ["--enable-leader-election", "--leader-election-lease-duration=1h", "--leader-election-renew-deadline=50m",
            "--leader-election-retry-period=500ms"];
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "stopped");
        fleet.ApplyApp();
        var (reflector, updater) = fleet.Both(longLease);
        await fleet.ReadyAsync();
        var (nextReflector, nextUpdater) = fleet.Both(longLease);
        await Eventually.HoldsAsync(() => nextReflector.Said.Contains("standing by", StringComparison.Ordinal)
            && nextUpdater.Said.Contains("standing by", StringComparison.Ordinal), () => fleet.Said);
        Assert.Equal(0, await reflector.StopAsync());
        Assert.Equal(0, await updater.StopAsync());
        AssertLastWord("Stopped; lease stopped/image-reflector-controller-leader-election is released", reflector);
        AssertLastWord("Stopped; lease stopped/image-automation-controller-leader-election is released", updater);
        fleet.Push("1.1.0");
        await fleet.ArrivesAsync("1.1.0");
        await fleet.SettleAsync();
        Assert.Equal(1, fleet.Commits);
        Assert.True(nextReflector.Leads && nextUpdater.Leads);

        var third = fleet.Reflector(longLease);
        await Eventually.HoldsAsync(() => third.Said.Contains("standing by", StringComparison.Ordinal), () => fleet.Said);
        Assert.Equal(0, await third.StopAsync());
        AssertLastWord("Stopped while standing by for lease stopped/image-reflector-controller-leader-election", third);
        var alone = fleet.Updater("--dry-run");
        await alone.ServedAsync("health");
        Assert.Equal(0, await alone.StopAsync()); // also when it has only just begun
        Assert.Matches("\"msg\":\"Stopped(?: while starting)?\"", LastLine(alone));
    }

    private static string LastLine(ControllerProcess program) => program.Said.TrimEnd('\n').Split('\n')[^1];

    private static void AssertLastWord(string expected, ControllerProcess program) =>
        Assert.Contains($"\"msg\":\"{expected}\"", LastLine(program), StringComparison.Ordinal);

    [ClusterFact("kubectl", "git")]
    public async Task ALeaderThatIsStoppedBetweenPushAndStatus_StillWritesTheStatus()
    {
        await using var proxy = await FaultProxy.StartAsync(cluster.Server);
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "stopping", proxy.Kubeconfig);
        fleet.ApplyApp();
        var (_, updater) = fleet.Both("--enable-leader-election");
        await fleet.ReadyAsync();
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        proxy.Fault = async context =>
        {
            // a request has a path
            if (fleet.Tag != "1.1.0" || context.Request.Method != "PATCH"
                || !context.Request.Path.Value!.EndsWith("imageupdateautomations/app/status", StringComparison.Ordinal))
                return false;
            held.TrySetResult();
            await release.Task;
            return false;
        };
        fleet.Push("1.1.0");
        await held.Task.WaitAsync(Eventually.Limit);
        var stopping = updater.StopAsync();
        // The signal has arrived when nothing watches any more.
        await Eventually.HoldsAsync(() => proxy.Open == 1, () => $"{proxy.Open} {fleet.Said}");
        release.SetResult();
        Assert.Equal(0, await stopping);
        Assert.Equal(fleet.Remote.Head(), (string?)fleet.Get(Fleet.Automation)["status"]!["lastPushCommit"]);
        Assert.Single(
            fleet.Kubectl.Events("stopping", "ImageUpdateAutomation", "app"),
            e => e.Message.Contains("pushed commit", StringComparison.Ordinal));
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : standard;

    private static void ReplaceLeader(List<ControllerProcess> replicas, Func<ControllerProcess> start)
    {
        var leader = replicas.FindLast(r => r.Leads && !r.HasExited);
        Assert.NotNull(leader);
        leader.Kill();
        replicas.Remove(leader);
        replicas.Add(start());
    }
}
