using System.Net;

namespace ImageAutomation.ImageReflector.Registry.Addresses;

/// <summary>What is known about registry hosts by their name alone.</summary>
internal static class HostNames
{
    /// <summary>The one name all spellings of Docker Hub are folded into for credentials.</summary>
    public const string DockerHub = "docker.io";

    private const string DockerHubApi = "registry-1.docker.io";

    /// <summary>The host that answers the API.</summary>
    public static string ApiHost(string host) => IsDockerHub(host) ? DockerHubApi : host.ToLowerInvariant();

    public static bool IsDockerHub(string host) =>
        host.ToLowerInvariant() is DockerHub or "index.docker.io" or DockerHubApi or "registry.hub.docker.com" or "www.docker.io";

    /// <summary>Lower-case host without brackets' port, and the port's text; empty when absent.</summary>
    public static (string Host, string Port) Split(string authority)
    {
        var lower = authority.ToLowerInvariant();
        var colon = lower.LastIndexOf(':');
        // "[::1]" has colons but no port.
        return colon < 0 || lower.EndsWith(']') ? (lower, "") : (lower[..colon], lower[(colon + 1)..]);
    }

    /// <summary>A loopback host by its spelling; nothing is resolved, so that a name server cannot make one.</summary>
    public static bool IsLoopback(string authority)
    {
        var host = Split(authority).Host.Trim('[', ']').TrimEnd('.');
        if (host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal)) return true;
        return IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);
    }
}
