using System.Diagnostics.CodeAnalysis;
using ImageAutomation.ImageReflector.Registry.Addresses;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>A key of <c>auths</c>: a host pattern, an optional port and a path prefix.</summary>
internal sealed class CredentialKey
{
    private readonly string[] labels;
    private readonly string port;
    private readonly string path;

    private CredentialKey(string host, string port, string path)
    {
        // Brackets of an IPv6 address are no character class.
        labels = Bare(host).Split('.');
        this.port = port;
        this.path = path;
        Text = host + (port.Length > 0 ? ":" + port : "") + path;
    }

    /// <summary>Host, port and path; the sort key.</summary>
    public string Text { get; }

    public static bool TryParse(string key, [NotNullWhen(true)] out CredentialKey? parsed)
    {
        parsed = null;
        var rest = key.Trim();
        if (rest.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0) rest = rest[(scheme + 3)..];
        if (rest.IndexOfAny(['?', '#']) is var tail and >= 0) rest = rest[..tail];
        var slash = rest.IndexOf('/');
        var authority = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "" : rest[slash..];
        // A user part in the key is not ours to print or to match.
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        if (path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/v2/", StringComparison.Ordinal)) path = path[3..];
        if (path is "/" or "/v1" or "/v2") path = "";

        var (host, port) = HostNames.Split(authority);
        if (host.Length == 0) return false;
        host = HostNames.IsDockerHub(host) ? HostNames.DockerHub : host;
        parsed = new CredentialKey(host, port, path);
        return true;
    }

    /// <summary>Whether the key is for this image: ports textually equal, labels match one by one, path is a plain prefix.</summary>
    public bool Matches(string host, string repository) => MatchesPort(host) && MatchesPath(repository) && MatchesName(host);

    /// <summary>Whether the ports are equal; an absent one equals only an absent one.</summary>
    public bool MatchesPort(string host) => string.Equals(port, HostNames.Split(host).Port, StringComparison.Ordinal);

    /// <summary>Whether the key's path is how the repository's begins.</summary>
    public bool MatchesPath(string repository) => ("/" + repository).StartsWith(path, StringComparison.Ordinal);

    /// <summary>
    /// Whether the key's path ends within a name of a path that it matches, as <c>quay.io/cor</c> does in <c>quay.io/coreos/etcd</c>.
    /// </summary>
    public bool EndsWithinName(string repository) =>
        path.Length > 0 && !path.EndsWith('/') && path.Length <= repository.Length && repository[path.Length - 1] != '/';

    /// <summary>Whether the key is for this host, whatever port and path.</summary>
    public bool MatchesName(string host)
    {
        var name = HostNames.Split(host).Host;
        if (!HostNames.IsDockerHub(name)) return MatchesLabels(name);
        // "*.docker.io" is written for the name that the reference implementation gives Docker Hub.
        return MatchesLabels(HostNames.DockerHub) || MatchesLabels("index.docker.io");
    }

    public override string ToString() => Text;

    private static string Bare(string host) => host.StartsWith('[') && host.EndsWith(']') && host.Contains(':') ? host[1..^1] : host;

    private bool MatchesLabels(string host)
    {
        var target = Bare(host).Split('.');
        if (target.Length != labels.Length) return false;
        for (var i = 0; i < target.Length; i++)
            if (!LabelGlob.Matches(labels[i], target[i])) return false;
        return true;
    }
}
