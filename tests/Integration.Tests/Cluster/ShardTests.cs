using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Two reflectors that share the objects of a namespace by label.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ShardTests(ClusterFixture cluster)
{
    private const string Label = "sharding.fluxcd.io/key";

    [ClusterFact("kubectl", "git")]
    public async Task EachShard_LeadsByItsOwnLease_AndWorksOnItsOwnObjects()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "shards");
        fleet.ApplyApp(interval: "1h");
        fleet.Kubectl.Apply($$"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: far, namespace: shards, labels: {"{{Label}}": shard1} }
            spec: {image: "{{fleet.Registry.Host}}/app", interval: 1h}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: far, namespace: shards, labels: {"{{Label}}": shard1} }
            spec: {imageRepositoryRef: {name: far}, policy: {semver: {range: 1.x} } }
            """);
        var shard = fleet.Reflector("--enable-leader-election", $"--watch-label-selector={Label}=shard1");
        await fleet.SaysAsync("wait", "--for=condition=Ready", "imagerepository/far", "imagepolicy/far", "--timeout=60s");
        Assert.Null(Fleet.Status(fleet.Get(Fleet.Repository), "Ready")); // nobody's yet
        var main = fleet.Reflector("--enable-leader-election", $"--watch-label-selector=!{Label}");
        await fleet.SaysAsync("wait", "--for=condition=Ready", Fleet.Repository, Fleet.Policy, "--timeout=60s");
        Assert.True(shard.Leads && main.Leads);
        // printf %s 'sharding.fluxcd.io/key=shard1' | sha256sum | cut -c1-8, and of '!sharding.fluxcd.io/key'
        Assert.Equal(
            ["lease.coordination.k8s.io/image-reflector-controller-leader-election-42da7484",
                "lease.coordination.k8s.io/image-reflector-controller-leader-election-73fdc1be"],
            (await fleet.SaysAsync("get", "leases", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal));
        Assert.Contains(
            "imageautomation_repository_tags{namespace=\"shards\",name=\"far\"} 1", await shard.MetricsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"far\"", await main.MetricsAsync(), StringComparison.Ordinal);

        // It moves: the other one scans it anew and cleans up behind it.
        fleet.Push("1.1.0");
        await fleet.SaysAsync("label", "imagerepository/far", "imagepolicy/far", Label + "-");
        foreach (var what in (string[])["imagerepository/far", "imagepolicy/far"]) await fleet.RequestAsync(what);
        Assert.Equal("1.1.0", (string?)fleet.Get("imagepolicy/far")["status"]!["latestRef"]!["tag"]);
        Assert.Contains(
            "imageautomation_repository_tags{namespace=\"shards\",name=\"far\"} 2", await main.MetricsAsync(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(
            async () => !(await shard.MetricsAsync()).Contains("name=\"far\"", StringComparison.Ordinal), () => fleet.Said);
        await fleet.SaysAsync("delete", "imagerepository/far", "imagepolicy/far", "--timeout=30s");
    }
}
