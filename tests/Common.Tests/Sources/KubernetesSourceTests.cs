using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Cluster;
using ImageAutomation.Common.Tests.Kubernetes;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Sources;

[Collection(ClusterCollection.Name)]
[TestCaseOrderer("ImageAutomation.TestSupport.Kubernetes.NeedsClusterOrderer", "ImageAutomation.TestSupport")]
public sealed class KubernetesSourceTests(Cluster cluster) : ResourceSourceContract, IAsyncLifetime
{
    private string ns = "";
    private KubeClient? client;
    private KubernetesSource? source;

    protected override IResourceSource Source => source!; // set before each test

    protected override ObjectKey Key => new(ns, "podinfo");

    public async Task InitializeAsync()
    {
        if (KubeServer.Missing is not null) return;
        ns = await cluster.NamespaceAsync();
        client = cluster.Client();
        source = Open(new ClusterScope { Namespace = ns });
    }

    public Task DisposeAsync()
    {
        client?.Dispose();
        return Task.CompletedTask;
    }

    [ClusterFact]
    public async Task OnlyTheSelectedShard_IsWatched_AndLeavingItIsADeletion()
    {
        await cluster.PolicyAsync(ns, "ours", ">=1.0", "shard: one");
        await cluster.PolicyAsync(ns, "theirs", ">=1.0", "shard: two");
        var shard = Open(new ClusterScope { Namespace = ns, LabelSelector = "shard=one", SelectedKinds = [ResourceKinds.ImagePolicy] });
        using var stop = new CancellationTokenSource(Eventually.Limit);
        await using var watch = shard.WatchAsync<ImagePolicy>(stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.Equal((ResourceChangeType.Upserted, "ours"), await NextAsync(watch));
        Assert.Equal((ResourceChangeType.Synced, null), await NextAsync(watch));
        await cluster.PolicyAsync(ns, "ours", ">=1.0", "shard: two");
        Assert.Equal((ResourceChangeType.Deleted, "ours"), await NextAsync(watch));
        await cluster.PolicyAsync(ns, "theirs", ">=1.0", "shard: one");
        Assert.Equal((ResourceChangeType.Upserted, "theirs"), await NextAsync(watch));
    }

    [ClusterFact]
    public async Task AWrite_ChangesWhatDiffersAndNothingElse()
    {
        await DeclareAsync(">=1.0");
        var policy = await GetAsync();
        var path = $"apis/image.toolkit.fluxcd.io/v1/namespaces/{ns}/imagepolicies/podinfo";
        await cluster.RawAsync(
            HttpMethod.Patch, path,
            """{"metadata":{"labels":{"team":"a"},"annotations":{"note":"n"},"finalizers":["example.com/other"]}}""",
            "application/merge-patch+json");
        policy = await GetAsync();
        var after = policy with { Metadata = policy.Metadata with { Finalizers = [.. policy.Metadata.Finalizers!, WellKnown.Finalizer] } };
        policy = (await Source.PatchMetadataAsync(policy, after, CancellationToken.None)).Value;
        policy = (await Source.PatchStatusAsync(policy, policy with
        {
            Status = policy.Status with { LatestRef = new ImageRef { Name = "i", Tag = "1.0.0" }, ObservedGeneration = 1 },
        }, CancellationToken.None)).Value;
        var stored = await cluster.JsonAsync(path);
        Assert.Equal("a", (string?)stored["metadata"]!["labels"]!["team"]);
        Assert.Equal("n", (string?)stored["metadata"]!["annotations"]!["note"]);
        Assert.Equal(["example.com/other", WellKnown.Finalizer], stored["metadata"]!["finalizers"]!.AsArray().Select(f => (string?)f));
        Assert.Equal(1, (int)stored["status"]!["observedGeneration"]!);
        var managers = stored["metadata"]!["managedFields"]!.AsArray()
            .Select(m => ((string?)m!["manager"], (string?)m["operation"], (string?)m["subresource"])).ToList();
        Assert.Contains(("image-reflector-controller", "Update", "status"), managers);
        Assert.Contains(("image-reflector-controller", "Update", null), managers);
        await Source.PatchMetadataAsync(policy, policy with
        {
            Metadata = policy.Metadata with { Finalizers = [] },
        }, CancellationToken.None);
    }

    [ClusterFact]
    public async Task AStatusFieldThatUpstreamsCrdDoesNotHave_IsWrittenOnce()
    {
        const string Crd = "apis/apiextensions.k8s.io/v1/customresourcedefinitions/imageupdateautomations.image.toolkit.fluxcd.io";
        var ours = await cluster.JsonAsync(Crd);
        var upstreams = ours.DeepClone();
        Assert.True(
            upstreams["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["status"]!["properties"]!.AsObject()
                .Remove("holds"));
        await PutAsync(Crd, upstreams);
        try
        {
            var key = new ObjectKey(ns, "auto");
            ImageUpdateAutomation automation;
            // The server takes a moment to use another schema.
            while (true)
            {
                await AutomationAsync();
                automation = (await Source.GetAsync<ImageUpdateAutomation>(key, CancellationToken.None)).Value!;
                var tried = (await Open(new ClusterScope()).PatchStatusAsync(automation, Held(automation), CancellationToken.None)).Value;
                automation = tried;
                if (tried.Status.Holds is null) break;
                await cluster.DeleteAsync($"apis/image.toolkit.fluxcd.io/v1/namespaces/{ns}/imageupdateautomations/auto");
            }

            var first = (await Source.PatchStatusAsync(automation, Held(automation), CancellationToken.None)).Value;
            Assert.Null(first.Status.Holds);
            Assert.Equal(automation.Metadata.ResourceVersion, first.Metadata.ResourceVersion);
            var mixed = (await Source.PatchStatusAsync(first, Held(first) with
            {
                Status = Held(first).Status with { ObservedGeneration = 1 },
            }, CancellationToken.None)).Value;
            Assert.Equal(1, mixed.Status.ObservedGeneration);

            // Any request would fail now.
            await cluster.DeleteAsync($"apis/image.toolkit.fluxcd.io/v1/namespaces/{ns}/imageupdateautomations/auto");
            Assert.Same(mixed, (await Source.PatchStatusAsync(mixed, Held(mixed), CancellationToken.None)).Value);
            Assert.Equal(SourceReasons.NotFound, (await Source.PatchStatusAsync(mixed, mixed with
            {
                Status = mixed.Status with { ObservedGeneration = 2 },
            }, CancellationToken.None)).Failure?.Reason);
        }
        finally
        {
            await PutAsync(Crd, ours);
        }

        static ImageUpdateAutomation Held(ImageUpdateAutomation a) => a with
        {
            Status = a.Status with { Holds = new HoldsStatus { Total = 1 } },
        };
        Task AutomationAsync() => cluster.ApplyAsync(
            $"apis/image.toolkit.fluxcd.io/v1/namespaces/{ns}/imageupdateautomations",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {{name: auto, namespace: {ns}}}\nspec: "
                + $"{{interval: 1h, sourceRef: {{kind: GitRepository, name: g}}}}\n");
    }

    [ClusterFact]
    public async Task AnEventTwice_IsOneObjectThatCounts_AndReadsLikeTheReference()
    {
        await DeclareAsync(">=1.0");
        var policy = await GetAsync();
        var happened = new ResourceEvent
        {
            Kind = ResourceKinds.ImagePolicy,
            Key = Key,
            Uid = policy.Metadata.Uid,
            Severity = EventSeverity.Error,
            Reason = "InvalidPolicy",
            Message = new string('ä', 2000),
            Metadata = new Dictionary<string, string> { ["policy"] = "apps/podinfo", ["not a name"] = "x" },
            Time = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
        };
        await Source.RecordEventAsync(happened, CancellationToken.None);
        await Source.RecordEventAsync(happened with
        {
            Metadata = new Dictionary<string, string>(happened.Metadata),
            Time = happened.Time.AddMinutes(1),
        }, CancellationToken.None);
        await Source.RecordEventAsync(happened with
        {
            Severity = EventSeverity.Info,
            Reason = "Succeeded",
            Message = "m",
        }, CancellationToken.None);
        var events = (await cluster.JsonAsync($"api/v1/namespaces/{ns}/events"))["items"]!.AsArray()
            .OrderBy(e => (string?)e!["reason"], StringComparer.Ordinal).ToList();
        Assert.Equal(["InvalidPolicy", "Succeeded"], events.Select(e => (string?)e!["reason"]));
        var first = events[0]!;
        Assert.Equal(2, (int)first["count"]!);
        Assert.Equal("Warning", (string?)first["type"]);
        Assert.Equal("Normal", (string?)events[1]!["type"]);
        Assert.Equal("image-reflector-controller", (string?)first["source"]!["component"]);
        Assert.Equal(policy.Metadata.Uid, (string?)first["involvedObject"]!["uid"]);
        Assert.Equal("image.toolkit.fluxcd.io/v1", (string?)first["involvedObject"]!["apiVersion"]);
        Assert.NotEqual((string?)first["firstTimestamp"], (string?)first["lastTimestamp"]);
        Assert.Equal("apps/podinfo", (string?)first["metadata"]!["annotations"]!["policy"]);
        Assert.EndsWith("ä...", (string?)first["message"], StringComparison.Ordinal);
    }

    [ClusterFact]
    public async Task AnEventThatCannotBeRecorded_DisturbsNobody()
    {
        var lost = new ResourceEvent
        {
            Kind = ResourceKinds.ImagePolicy,
            Key = new ObjectKey("no-such-namespace", "p"),
            Severity = EventSeverity.Info,
            Reason = "Succeeded",
            Message = "m",
            Time = DateTimeOffset.UnixEpoch,
        };
        await Source.RecordEventAsync(lost, CancellationToken.None);
        Assert.Equal(404, (await cluster.RawAsync(HttpMethod.Get, "api/v1/namespaces/no-such-namespace")).Status);
    }

    [ClusterFact]
    public async Task ManyEventsAboutOneObject_AreLimited()
    {
        var happened = new ResourceEvent
        {
            Kind = ResourceKinds.ImagePolicy,
            Key = Key,
            Severity = EventSeverity.Info,
            Reason = "Succeeded",
            Message = "",
            Time = DateTimeOffset.UnixEpoch,
        };
        for (var i = 0; i < 40; i++) await Source.RecordEventAsync(happened with { Message = $"{i}" }, CancellationToken.None);
        Assert.InRange((await cluster.JsonAsync($"api/v1/namespaces/{ns}/events"))["items"]!.AsArray().Count, 25, 30);
    }

    [ClusterFact]
    public async Task ASecret_IsReadOnDemand()
    {
        await cluster.ApplyAsync(
            $"api/v1/namespaces/{ns}/secrets",
            $"apiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: {ns}}}\nstringData: {{password: hunter2}}\n");
        var secret = (await Source.GetAsync<Secret>(new ObjectKey(ns, "s"), CancellationToken.None)).Value;
        Assert.Equal("hunter2"u8, secret!.Data!["password"]);
    }

    protected override Task DeclareAsync(string? range) => range is null ? cluster.DeletePolicyAsync(ns, "podinfo")
        : cluster.PolicyAsync(ns, "podinfo", range);

    private async Task PutAsync(string path, JsonNode body)
    {
        body["metadata"]!.AsObject().Remove("resourceVersion");
        body["metadata"]!["resourceVersion"] = (string?)(await cluster.JsonAsync(path))["metadata"]!["resourceVersion"];
        var (status, text) = await cluster.RawAsync(HttpMethod.Put, path, body.ToJsonString());
        Assert.True(status == 200, text);
    }

    private static async Task<(ResourceChangeType Type, string? Name)> NextAsync(IAsyncEnumerator<ResourceChange<ImagePolicy>> watch)
    {
        Assert.True(await watch.MoveNextAsync());
        return (watch.Current.Type, watch.Current.Object?.Metadata.Name);
    }

    private static KubernetesSourceOptions Options(ClusterScope scope) => new()
    {
        Controller = "image-reflector-controller",
        Scope = scope,
    };

    // a client is there when a server is
    private KubernetesSource Open(ClusterScope scope) =>
        new(client!, Options(scope), TimeProvider.System, NullLogger<KubernetesSource>.Instance);
}
