using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Faults of the API server itself; each test has one of its own.</summary>
public sealed class ServerFaultTests
{
    [ClusterFact("kubectl", "git")]
    public async Task AServerThatStops_AndComesBackWithItsData()
    {
        await using var server = await KubeServer.StartAsync();
        await using var fleet = await StartAsync(server, server.Kubeconfig, "--enable-leader-election");
        // One more, which has little patience, and nothing to do.
        var leaver = fleet.Reflector(
            "--watch-label-selector=no=such", "--enable-leader-election", "--leader-election-lease-duration=3s",
            "--leader-election-renew-deadline=2s", "--leader-election-retry-period=500ms");
        await Eventually.HoldsAsync(() => leaver.Leads, () => leaver.Said);
        await server.StopAsync();
        fleet.Push("1.1.0");
        await Eventually.HoldsAsync(() => leaver.HasExited, () => leaver.Said);
        Assert.Equal(1, leaver.ExitCode); // what cannot be renewed is given up, and the process ends for a new one
        Assert.Contains("was lost", leaver.Said, StringComparison.Ordinal);
        foreach (var late in (ControllerProcess[])[fleet.Reflector(), fleet.Updater()])
        {
            await Eventually.HoldsAsync(() => late.Said.Contains("is interrupted", StringComparison.Ordinal), () => late.Said);
            Assert.Equal(0, await late.StopAsync()); // what never read anything ends when asked, too
        }

        await server.StartAgainAsync();
        await ThroughAsync(fleet); // within their renew deadline the others go on
    }

    [ClusterFact("kubectl", "git")]
    public async Task WatchesThatAreCutEverySecond_AndATooOldVersion()
    {
        await using var server = await KubeServer.StartAsync("--watch-cache=false");
        await using var proxy = await FaultProxy.StartAsync(server);
        await using var fleet = await StartAsync(server, proxy, "--log-level=debug");
        proxy.LongestWatch = TimeSpan.FromSeconds(1);
        int Watches() => proxy.Calls.Count(c => c.Target.Contains("watch=true", StringComparison.Ordinal));
        // Those that are open already end only when they are broken.
        proxy.Break();
        var before = Watches();
        await Eventually.HoldsAsync(() => Watches() > before + 10, () => fleet.Said); // cut, and begun again

        // While no watch can be opened, the server forgets its history: the next watch gets a 410 and lists again.
        proxy.Fault = context => context.Request.Query.ContainsKey("watch") ? FaultProxy.AnswerAsync(context, 500, "InternalError")
            : Task.FromResult(false);
        await Eventually.HoldsAsync(() => proxy.Calls.Count(c => c.Status == 500) >= 5, () => fleet.Said);
        fleet.Push("1.1.0");
        fleet.Kubectl.Run("-n", fleet.Namespace, "annotate", Fleet.Repository, Fleet.Policy, Fleet.Automation, "example.org/noise=1");
        fleet.Kubectl.Run("create", "--raw", "/lite/compact", "-f", "/dev/null");
        proxy.Fault = null;
        await Eventually.HoldsAsync(
            () => fleet.Said.Contains("is too old to go on; listing again", StringComparison.Ordinal), () => fleet.Said);
        await ThroughAsync(fleet);
    }

    [ClusterFact("kubectl", "git")]
    public async Task ATokenThatExpires_AndIsReplacedInItsFile()
    {
        const string user = "id=bot,user=bot,policy=admin,token=";
        await using var server = await KubeServer.StartAsync("--user", user + "first-token");
        using var folder = new TemporaryFolder();
        var token = folder.Combine("token");
        await File.WriteAllTextAsync(token, "first-token");
        var config = folder.Combine("kubeconfig");
        var admin = await File.ReadAllTextAsync(server.Kubeconfig);
        await File.WriteAllTextAsync(config, admin[..admin.IndexOf("users:", StringComparison.Ordinal)]
            + $"users:\n- name: admin\n  user: {{tokenFile: {token}}}\n- name: bot\n  user: {{tokenFile: {token}}}\n");
        await using var fleet = await StartAsync(server, config);

        await server.StopAsync();
        await server.StartAgainAsync("--user", user + "second-token");
        await Eventually.HoldsAsync(() => fleet.Said.Contains("401", StringComparison.Ordinal), () => fleet.Said);
        fleet.Push("1.1.0");
        await File.WriteAllTextAsync(token, "second-token");
        await ThroughAsync(fleet);
        Assert.DoesNotContain("first-token", fleet.Said, StringComparison.Ordinal);
    }

    private static Task<Fleet> StartAsync(KubeServer server, FaultProxy proxy, params string[] arguments) =>
        StartAsync(server, proxy.Kubeconfig, arguments);

    private static async Task<Fleet> StartAsync(KubeServer server, string through, params string[] arguments)
    {
        new Kubectl(server.Kubeconfig).ApplyCrds();
        var fleet = await Fleet.StartAsync(server.Kubeconfig, "faults", through);
        fleet.ApplyApp();
        fleet.Both(["--max-retry-delay=3s", .. arguments]);
        await fleet.ReadyAsync();
        return fleet;
    }

    private static async Task ThroughAsync(Fleet fleet)
    {
        await fleet.ArrivesAsync("1.1.0");
        await fleet.SettleAsync();
        Assert.Equal(1, fleet.Commits);
        Assert.Equal(fleet.Remote.Head(), (string?)fleet.Get(Fleet.Automation)["status"]!["lastPushCommit"]);
        fleet.Push("1.2.0");
        await fleet.ArrivesAsync("1.2.0");
        await fleet.SettleAsync();
        Assert.Equal(2, fleet.Commits);
    }
}
