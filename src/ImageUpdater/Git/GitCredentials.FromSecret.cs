using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;

namespace ImageAutomation.ImageUpdater.Git;

public abstract partial record GitCredentials
{
    private const string GitHubAppId = "githubAppID";

    /// <summary>Reads the credentials of a GitRepository.</summary>
    /// <param name="repository">Its URL, provider and secret reference count.</param>
    /// <param name="secret">The Secret of <c>spec.secretRef</c>; null when none is named.</param>
    /// <param name="allowLocal">Whether the URL may name a repository on this machine.</param>
    /// <returns>
    /// The credentials, or a failure: <c>InvalidSourceConfiguration</c> (terminal) where provider and Secret contradict each other,
    /// <c>SourceManagerFailed</c> otherwise.
    /// </returns>
    public static Result<GitCredentials> FromSecret(GitRepository repository, Secret? secret, bool allowLocal = false)
    {
        ArgumentNullException.ThrowIfNull(repository);
        if (!GitUrl.Parse(repository.Spec.Url, allowLocal).TryGet(out var url, out var failure)) return failure;
        var provider = repository.Spec.Provider is { Length: > 0 } named ? named : "generic";
        var hasApp = secret is not null && SecretValues.Has(secret, GitHubAppId);
        if (provider == "github")
        {
            return hasApp && secret is not null
                ? GitHubAppFrom(secret)
                : Contradiction("secretRef with github app data must be specified when provider is set to github");
        }

        if (hasApp) return Contradiction($"secretRef '{Name(secret!)}' has github app data but provider is not set to github"); // hasApp implies a Secret
        if (provider != "generic") return Contradiction($"provider '{Sanitizer.Clean(provider)}' is not supported for Git");

        return url.Transport switch
        {
            GitTransport.Ssh => SshFrom(url, secret),
            GitTransport.File => Anonymous,
            _ => HttpFrom(url, secret),
        };
    }

    private static Result<GitCredentials> SshFrom(GitUrl url, Secret? secret)
    {
        if (secret is null || SecretValues.Bytes(secret, "identity") is not { IsEmpty: false } identity) return Bad(url, "'identity' is required");
        if (SecretValues.Bytes(secret, "known_hosts") is not { IsEmpty: false } knownHosts) return Bad(url, "'known_hosts' is required");
        if (url.User is { } user && !IsPlainUser(user)) return Bad(url, "the user name in the URL holds characters that are not allowed");
        var passphrase = SecretValues.Text(secret, "password");
        return new Ssh(identity, knownHosts, string.IsNullOrEmpty(passphrase) ? null : passphrase, url.User);
    }

    private static Result<GitCredentials> HttpFrom(GitUrl url, Secret? secret)
    {
        var user = url.User;
        var password = url.Password;
        if (secret is not null && SecretValues.Text(secret, "bearerToken") is { Length: > 0 } token)
        {
            if (user is not null || password is not null) return Bad(url, "'bearerToken' cannot be used together with user info in the URL");
            return token.AsSpan().ContainsAnyInRange('\0', ' ') ? Bad(url, "'bearerToken' holds blanks or control characters") : new Bearer(token);
        }

        if (secret is not null)
        {
            user = SecretValues.Text(secret, "username") is { Length: > 0 } name ? name : user;
            password = SecretValues.Text(secret, "password") is { Length: > 0 } word ? word : password;
        }

        if (user is null) return string.IsNullOrEmpty(password) ? Anonymous : Bad(url, "'password' requires 'username' to be set");
        if (user.Contains(':', StringComparison.Ordinal)) return Bad(url, "'username' holds a colon");
        if ((user + password).AsSpan().ContainsAnyInRange('\0', '\x1f')) return Bad(url, "'username' or 'password' holds control characters");
        return new Basic(user, password ?? "");
    }

    private static bool IsPlainUser(string user) => user[0] != '-' && user.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '+' or '=');

    private static string Name(Secret secret) => $"{secret.Metadata.Namespace}/{secret.Metadata.Name}";

    private static Failure Bad(GitUrl url, string what) =>
        GitFailures.Source($"failed to configure authentication options: invalid '{url.Transport.ToString().ToLowerInvariant()}' auth option: {what}");

    private static Failure Contradiction(string message) => Failure.Terminal(
        Reasons.InvalidSourceConfiguration, message + ": invalid source configuration", new GitException(GitFailureKind.InvalidInput, message));
}
