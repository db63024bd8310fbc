using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Cluster;
using ImageAutomation.Common.Tests.Kubernetes;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Common.Tests.Sources;

[Collection(ClusterCollection.Name)]
[TestCaseOrderer("ImageAutomation.TestSupport.Kubernetes.NeedsClusterOrderer", "ImageAutomation.TestSupport")]
public sealed class KubernetesRequestsTests(Cluster cluster) : ReconcileRequestsContract, IAsyncLifetime
{
    private string ns = "";
    private KubeClient? client;

    protected override IReconcileRequests Requests => new KubernetesRequests(client!); // set before each test

    protected override string Namespace => ns;

    public async Task InitializeAsync()
    {
        if (KubeServer.Missing is not null) return;
        ns = await cluster.NamespaceAsync();
        client = cluster.Client();
    }

    public Task DisposeAsync()
    {
        client?.Dispose();
        return Task.CompletedTask;
    }

    [ClusterFact]
    public async Task WhoeverMayNotWrite_IsToldSo()
    {
        await DeclareAsync("app");
        using var reader = cluster.Client(context: "reader");
        var asked = await new KubernetesRequests(reader).AnnotateAsync(
            ResourceKinds.ImagePolicy, new ObjectKey(ns, "app"), new Dictionary<string, string> { ["a"] = "b" }, CancellationToken.None);
        Assert.Equal(SourceReasons.Forbidden, asked.Failure?.Reason);
    }

    protected override Task DeclareAsync(string name, string labels = "") => cluster.PolicyAsync(ns, name, ">=1.0", labels);
}
