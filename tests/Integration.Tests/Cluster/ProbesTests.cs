using System.Net;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>What both programs tell probes.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ProbesTests(ClusterFixture cluster)
{
    private static readonly string[] Addresses = ["--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0"];

    [ClusterTheory("kubectl")]
    [InlineData("image-reflector", "imagepolicies", "ImagePolicy")]
    [InlineData("image-updater", "gitrepositories", "GitRepository")]
    public async Task AController_IsReady_When_AllKindsWereRead_AndStaysSo(string program, string resource, string kind)
    {
        using var folder = new TemporaryFolder();
        await using var proxy = await FaultProxy.StartAsync(cluster.Server);
        proxy.Fault = context => context.Request.Path.Value!.EndsWith('/' + resource, StringComparison.Ordinal) // a request has a path
            ? FaultProxy.AnswerAsync(context, 403, "Forbidden")
            : Task.FromResult(false);
        string[] arguments = ["--kubeconfig", proxy.Kubeconfig, "--storage-path", folder.Path, .. Addresses];
        using var controller = Start(program, "probes", arguments);
        var health = await controller.ServedAsync("health");
        await AnswersAsync(controller, HttpStatusCode.ServiceUnavailable, $"not ready: not read yet: {kind}\n");
        using var http = new HttpClient();
        Assert.Equal("ok", await http.GetStringAsync(new Uri(health, "healthz")));

        proxy.Fault = null;
        await AnswersAsync(controller, HttpStatusCode.OK, "ok");

        proxy.Fault = context => FaultProxy.AnswerAsync(context, 500, "InternalError");
        proxy.Break();
        await Eventually.HoldsAsync(() => proxy.Calls.Any(c => c.Status == 500), () => controller.Said);
        Assert.Equal("ok", await http.GetStringAsync(new Uri(health, "readyz")));
        Assert.Equal(0, await controller.StopAsync());
    }

    [ClusterFact("kubectl")]
    public async Task AReplicaThatWaitsForItsLease_IsReady()
    {
        using var folder = new TemporaryFolder();
        // Nobody could wait for this lease to run out.
        string[] election = ["--enable-leader-election", "--leader-election-lease-duration=1h", "--leader-election-renew-deadline=50m"];
        string[] arguments = ["--kubeconfig", cluster.Server.Kubeconfig, .. Addresses, .. election];
        using var leader = Start("image-reflector", "default", [.. arguments, "--storage-path", folder.Combine("leader")]);
        await Eventually.HoldsAsync(() => leader.Leads, () => leader.Said);
        await AnswersAsync(leader, HttpStatusCode.OK, "ok");
        using var other = Start("image-reflector", "default", [.. arguments, "--storage-path", folder.Combine("other")]);
        await Eventually.HoldsAsync(() => other.Said.Contains("standing by", StringComparison.Ordinal), () => other.Said);
        await AnswersAsync(other, HttpStatusCode.OK, "ok");
        Assert.False(other.Leads);
        Assert.Equal(0, await other.StopAsync());
        Assert.Equal(0, await leader.StopAsync());
    }

    private static ControllerProcess Start(string program, string ns, IReadOnlyList<string> arguments) =>
        program == "image-reflector" ? ControllerProcess.Reflector(ns, arguments) : ControllerProcess.Updater(ns, arguments);

    private static async Task AnswersAsync(ControllerProcess controller, HttpStatusCode status, string text)
    {
        using var http = new HttpClient();
        var ready = new Uri(await controller.ServedAsync("health"), "readyz");
        (HttpStatusCode, string) last = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await http.GetAsync(ready);
                last = (answer.StatusCode, await answer.Content.ReadAsStringAsync());
                return last == (status, text);
            },
            () => $"{last}\n{controller.Said}");
    }
}
