using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>One API server with the CRDs for all tests that do not disturb it. Every test has a namespace of its own.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "cluster";

    private KubeServer? server;

    /// <summary>Whether there is one; otherwise the tests are skipped.</summary>
    public bool IsThere => server is not null;

    /// <summary>The server; only in tests that are not skipped.</summary>
    public KubeServer Server => server ?? throw new InvalidOperationException(KubeServer.Missing);

    public async Task InitializeAsync()
    {
        if (KubeServer.Missing is not null || TestSupport.TestTool.Find("kubectl") is null) return; // the tests are skipped
        server = await KubeServer.StartAsync();
        new Kubectl(server.Kubeconfig).ApplyCrds();
    }

    public async Task DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
    }
}
