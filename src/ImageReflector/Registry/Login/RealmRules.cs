using System.Net;
using ImageAutomation.ImageReflector.Registry.Addresses;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>Decides whether a token service named by a registry may be asked, and with credentials.</summary>
internal static class RealmRules
{
    private static readonly (string Registry, string Realm)[] KnownServices =
    [
        ("registry-1.docker.io", "auth.docker.io"),
        ("registry.gitlab.com", "gitlab.com"),
    ];

    private static readonly string[] ThisMachine = ["localhost", "127.0.0.1", "::1"];

    /// <summary>Domains below which strangers are neighbours: sharing one says nothing.</summary>
    private static readonly string[] SharedDomains =
    [
        "amazonaws.com", "amazonaws.com.cn", "on.aws", "azurecr.io", "azurecr.cn", "azurecr.us", "azurecr.de", "windows.net",
        "azurewebsites.net",
        "cloudapp.net", "azure.com", "pkg.dev", "gcr.io", "run.app", "appspot.com", "googleusercontent.com", "cloudfunctions.net",
        "jfrog.io",
        "github.io", "githubusercontent.com", "gitlab.io", "herokuapp.com", "cloudfront.net", "ondigitalocean.app", "fly.dev", "vercel.app",
        "netlify.app", "workers.dev", "pages.dev", "r2.dev", "duckdns.org", "nip.io", "sslip.io", "ngrok.io", "ngrok.app", "ngrok-free.app",
        "svc.cluster.local", "cluster.local",
    ];

    /// <returns>Null when the realm may be asked, otherwise why not.</returns>
    public static string? FindFault(Uri realm, Uri registry, bool hasCredentials, bool insecure, IReadOnlyList<string> tokenHosts)
    {
        if (realm.Scheme is not ("https" or "http")) return "its realm is neither https nor http";
        if (realm.UserInfo.Length > 0) return "its realm carries a user name";
        if (realm.Fragment.Length > 0) return "its realm carries a fragment";
        // Plain HTTP where the user allowed it, or where it does not leave this machine.
        var plainIsSafe = registry.Scheme == Uri.UriSchemeHttp
            && (insecure || (HostNames.IsLoopback(registry.IdnHost) && HostNames.IsLoopback(realm.IdnHost)));
        if (realm.Scheme == Uri.UriSchemeHttp && !plainIsSafe)
            return $"its realm is plain http; set the external URL of '{realm.Host}' to https";
        if (IsSameHost(realm, registry)) return null;
        if (realm.Query.Length > 0) return $"its realm on another host, '{realm.Host}', carries a query";
        if (!hasCredentials || BelongsTo(realm, registry, tokenHosts)) return null;
        return $"it wants the credentials sent to '{realm.Host}', which is not known to belong to it; allow that host with "
            + "--registry-token-hosts if it does";
    }

    /// <summary>
    /// Whether the user's word for the registry counts for the realm as well: the same host, on this machine by any of its usual names.
    /// </summary>
    public static bool IsSameHost(Uri realm, Uri registry) => HostOf(realm) is var host && HostOf(registry) is var own
        && (host == own || (ThisMachine.Contains(host) && ThisMachine.Contains(own)));

    /// <summary>Whether a realm on another host is known to be the registry's.</summary>
    public static bool BelongsTo(Uri realm, Uri registry, IReadOnlyList<string> tokenHosts) =>
        KnownServices.Contains((HostOf(registry), HostOf(realm)))
        || tokenHosts.Contains(HostOf(realm), StringComparer.OrdinalIgnoreCase)
        || ShareOwnDomain(HostOf(realm), HostOf(registry));

    private static string HostOf(Uri uri) => uri.IdnHost.ToLowerInvariant().TrimEnd('.');

    private static bool IsSharedThroughout(string domain) => !domain.EndsWith("cluster.local", StringComparison.Ordinal);

    private static bool ShareOwnDomain(string a, string b)
    {
        if (IPAddress.TryParse(a.Trim('[', ']'), out _) || IPAddress.TryParse(b.Trim('[', ']'), out _)) return false;
        string[] left = a.Split('.'), right = b.Split('.');
        var shared = 0;
        while (shared < left.Length && shared < right.Length && left[^(shared + 1)] == right[^(shared + 1)]) shared++;
        if (shared < 2) return false;

        var labels = left[^shared..];
        var domain = string.Join('.', labels);
        // "us-east-1.amazonaws.com" is as shared as "amazonaws.com", but a service's own name space in a cluster is its own.
        if (Array.Exists(SharedDomains, entry => domain == entry
            || (IsSharedThroughout(entry) && domain.EndsWith("." + entry, StringComparison.Ordinal))))
            return false;
        // co.uk, com.au: a country's second level is no one's own.
        return labels.Length > 2 || labels[^1].Length != 2 || labels[0].Length > 3;
    }
}
