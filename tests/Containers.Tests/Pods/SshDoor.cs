using ImageAutomation.Containers.Tests.Engines;
using ImageAutomation.TestSupport.Git;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>An sshd on this machine that containers reach.</summary>
internal sealed class SshDoor : IAsyncDisposable
{
    private readonly SshServer server;
    private readonly Forwarder forwarder;

    private SshDoor(SshServer server) => (this.server, forwarder) = (server, new Forwarder(server.Port));

    public static async Task<SshDoor> OpenAsync() => new(await SshServer.StartAsync());

    public string Url(string path) => $"ssh://{Environment.UserName}@{forwarder.Address}{path}";

    /// <summary>The Secret of a GitRepository: key and known hosts.</summary>
    public string Secret(string name)
    {
        var here = $"[{forwarder.Address.Address}]:{forwarder.Address.Port}";
        var known = server.KnownHosts.Replace($"[127.0.0.1]:{server.Port}", here, StringComparison.Ordinal);
        return SigningKeys.Secret(name, ("identity", server.PrivateKey), ("known_hosts", known));
    }

    public async ValueTask DisposeAsync()
    {
        await forwarder.DisposeAsync();
        await server.DisposeAsync();
    }
}
