using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Whatever keeps a command from its cluster is one line that names the way out.</summary>
[Collection(CommandsOnACluster.Name)]
public sealed class ClusterErrorsTests(CommandHouse house)
{
    private static readonly Dictionary<string, string> Nothing = [];

    [ClusterFact("kubectl", "git")]
    public async Task AnUnknownContext_NamesThoseThatThereAre() =>
        Says(await house.ImgautoAsync("get", "policies", "--context", "nope"), "has no context 'nope'; it has 'admin', ");

    [ClusterFact("kubectl", "git")]
    public async Task ARefusal_NamesVerbResourceAndNamespace()
    {
        Says(await house.ImgautoAsync("get", "policies", "-n", "x", "--context", "stranger"),
            "cannot list imagepolicies.image.toolkit.fluxcd.io in namespace 'x': 403", "allow this account to list");
        Says(await house.ImgautoAsync("events", "-n", "x", "--context", "stranger"), "cannot list events in namespace 'x': 403");
        Says(await house.ImgautoAsync("plan", "-A", "--context", "stranger"),
            "cannot list imageupdateautomations.image.toolkit.fluxcd.io in all namespaces: 403");
        var scene = house.Scene(isIdle: true);
        Says(await scene.ImgautoAsync("suspend", "policy", "web", "--context", "reader"),
            "cannot patch imagepolicies.image.toolkit.fluxcd.io 'web'", "403");
        Assert.Equal(0, (await scene.ImgautoAsync("suspend", "policy", "--all")).Code);
        Says(await scene.ImgautoAsync("resume", "policy", "--all", "--context", "reader"),
            "cannot patch imagepolicies.image.toolkit.fluxcd.io 'web'", "403");
        var asked = await scene.ImgautoAsync("reconcile", "repository", "web", "--context", "reader");
        Assert.Equal((1, ""), (asked.Code, asked.Out));
        Assert.Contains("imgauto: cannot patch imagerepositories.image.toolkit.fluxcd.io 'web'", asked.Error, StringComparison.Ordinal);
    }

    [ClusterFact("kubectl", "git")]
    public async Task AWrongToken_AndAServerThatIsAway_AreToldApart()
    {
        var text = await File.ReadAllTextAsync(house.Kubeconfig);
        var (wrong, away) = (house.Folder.Combine("wrong"), house.Folder.Combine("away"));
        await File.WriteAllLinesAsync(
            wrong, text.Split('\n')
                .Select(l => l.Contains("token:", StringComparison.Ordinal)
                    ? l[..l.IndexOf("token:", StringComparison.Ordinal)] + "token: t0ken" : l));
        await File.WriteAllLinesAsync(
            away, text.Split('\n')
                .Select(l => l.Contains("server:", StringComparison.Ordinal)
                    ? l[..l.IndexOf("server:", StringComparison.Ordinal)] + "server: https://127.0.0.1:1" : l));
        Says(await ImgautoCall.RunAsync(Nothing, "get", "policies", "--kubeconfig", wrong), "401", "log in again");
        Says(await ImgautoCall.RunAsync(Nothing, "get", "policies", "--kubeconfig", away), "https://127.0.0.1:1 cannot be reached",
            "check that the server runs");
    }

    [ClusterFact("kubectl", "git")]
    public async Task MissingCrds_AreToBeInstalled()
    {
        await using var bare = await KubeServer.StartAsync();
        Says(await ImgautoCall.RunAsync(Nothing, "get", "policies", "--kubeconfig", bare.Kubeconfig),
            "does not know imagepolicies.image.toolkit.fluxcd.io", "install the CRDs");
        Says(await ImgautoCall.RunAsync(Nothing, "describe", "policy", "web", "--kubeconfig", bare.Kubeconfig), "install the CRDs");
        Says(await ImgautoCall.RunAsync(Nothing, "plan", "--kubeconfig", bare.Kubeconfig), "install the CRDs");
    }

    private static void Says(ImgautoCall call, params string[] parts)
    {
        Assert.Equal((1, ""), (call.Code, call.Out));
        Assert.StartsWith("imgauto: ", call.Error, StringComparison.Ordinal);
        Assert.Equal(1, call.Error.Count(c => c == '\n'));
        foreach (var part in parts) Assert.Contains(part, call.Error, StringComparison.Ordinal);
    }
}
