using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>A remote with everything a call needs.</summary>
public sealed record GitRemote
{
    /// <summary>Bound of one fetch or push when the GitRepository names none.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Nothing waits longer for a remote, whatever is asked for.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>Address.</summary>
    public required GitUrl Url { get; init; }

    /// <summary>How the remote knows us.</summary>
    public GitCredentials Credentials { get; init; } = GitCredentials.Anonymous;

    /// <summary>TLS settings; null means the system's roots and no client certificate.</summary>
    public GitTls? Tls { get; init; }

    /// <summary>Proxy for HTTP; null means none, or what the runner's environment says.</summary>
    public GitProxy? Proxy { get; init; }

    /// <summary>Bound of one fetch or push; at most <see cref="LongestTimeout"/>.</summary>
    public TimeSpan Timeout { get; init => field = value < LongestTimeout ? value : LongestTimeout; } = DefaultTimeout;

    /// <summary>
    /// Whose the remote is, who we are to it and how we get there: namespace, Secret name, account, hash of proxy and roots. With the URL
    /// it names the mirror.
    /// </summary>
    public string Identity { get; init; } = "";

    /// <summary>The GitRepository that it comes from; null: none.</summary>
    public ObjectKey? Repository { get; init; }

    /// <summary>Secret of the credentials as <c>namespace/name</c>, for messages; null: none.</summary>
    public string? SecretName { get; init; }

    /// <summary>Puts together what a GitRepository and its Secrets say.</summary>
    /// <param name="repository">The object; its <c>ref</c> plays no part here.</param>
    /// <param name="secret">Secret of <c>spec.secretRef</c>, or null.</param>
    /// <param name="proxySecret">Secret of <c>spec.proxySecretRef</c>, or null.</param>
    /// <param name="allowLocal">Whether the URL may name a repository on this machine.</param>
    /// <returns>The remote, or a failure with reason <c>SourceManagerFailed</c> or <c>InvalidSourceConfiguration</c>.</returns>
    public static Result<GitRemote> From(
        GitRepository repository, Secret? secret = null, Secret? proxySecret = null, bool allowLocal = false)
    {
        ArgumentNullException.ThrowIfNull(repository);
        if (!GitUrl.Parse(repository.Spec.Url, allowLocal).TryGet(out var url, out var failure)) return failure;
        if (!GitCredentials.FromSecret(repository, secret, allowLocal).TryGet(out var credentials, out failure)) return failure;
        GitTls? tls = null;
        if (secret is not null && url.Transport is GitTransport.Https && !TlsFrom(secret).TryGet(out tls, out failure)) return failure;
        GitProxy? proxy = null;
        if (proxySecret is not null && !GitProxy.FromSecret(proxySecret).TryGet(out proxy, out failure)) return failure;
        if (proxy is not null && url.Transport is GitTransport.Ssh)
            return GitFailures.Source($"a proxy cannot be used with the ssh URL '{url.Text}': remove spec.proxySecretRef or use https");

        return new GitRemote
        {
            Url = url with { User = null, Password = null },
            Credentials = credentials,
            Tls = tls,
            Proxy = proxy,
            Timeout = repository.Spec.Timeout is { Value.Ticks: > 0 } timeout ? timeout.Value : DefaultTimeout,
            Repository = repository.Key,
            SecretName = secret?.Key.ToString(),
            Identity = IdentityOf(repository, secret, url, proxy, tls),
        };
    }

    // All that decides what a mirror holds: whose it is, and over which way its content comes.
    private static string IdentityOf(GitRepository repository, Secret? secret, GitUrl url, GitProxy? proxy, GitTls? tls)
    {
        var way = Encoding.UTF8.GetBytes($"{proxy?.Address}\0{proxy?.User}\0");
        byte[] roots = tls?.AdditionalRoots is { } pem ? pem.ToArray() : [];
        var hash = SHA256.HashData([.. way, .. roots]);
        var provider = repository.Spec.Provider ?? "generic";
        return $"{repository.Metadata.Namespace} {provider} {secret?.Metadata.Name} {url.User} {Convert.ToHexStringLower(hash)}";
    }

    private static Result<GitTls?> TlsFrom(Secret secret)
    {
        var roots = SecretValues.Bytes(secret, "ca.crt") ?? SecretValues.Bytes(secret, "caFile");
        var certificate = SecretValues.Bytes(secret, "tls.crt");
        var key = SecretValues.Bytes(secret, "tls.key");
        if (certificate is null != key is null)
            return GitFailures.Source(
                $"secret '{secret.Metadata.Namespace}/{secret.Metadata.Name}' must contain both 'tls.crt' and 'tls.key', or neither");
        var tls = new GitTls(roots, certificate, key);
        return tls.Problem() is { } problem
            ? GitFailures.Source($"secret '{secret.Metadata.Namespace}/{secret.Metadata.Name}': {problem}")
            : roots is null && certificate is null ? (GitTls?)null : tls;
    }
}
