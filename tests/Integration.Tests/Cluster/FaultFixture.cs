using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Both programs at work through a proxy that makes faults.</summary>
public sealed class FaultFixture(ClusterFixture cluster) : IAsyncLifetime
{
    private FaultProxy? proxy;
    private Fleet? fleet;
    private int release;

    /// <summary>The proxy; only in tests that are not skipped.</summary>
    public FaultProxy Proxy => proxy ?? throw new InvalidOperationException(KubeServer.Missing);

    /// <summary>The application that is kept up to date.</summary>
    internal Fleet Fleet => fleet ?? throw new InvalidOperationException(KubeServer.Missing);

    public async Task InitializeAsync()
    {
        if (!cluster.IsThere) return; // the tests are skipped
        proxy = await FaultProxy.StartAsync(cluster.Server);
        fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "faults", proxy.Kubeconfig);
        fleet.ApplyApp();
        fleet.Both("--max-retry-delay=3s");
        await fleet.ReadyAsync();
    }

    /// <summary>Pushes the next tag, and gives it.</summary>
    internal string Push()
    {
        var tag = $"1.{++release}.0";
        Fleet.Push(tag);
        return tag;
    }

    public async Task DisposeAsync()
    {
        if (fleet is not null) await fleet.DisposeAsync();
        if (proxy is not null) await proxy.DisposeAsync();
    }
}
