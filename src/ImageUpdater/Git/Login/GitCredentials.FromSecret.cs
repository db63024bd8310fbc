using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Login;

public abstract partial record GitCredentials
{
    private const string GitHubAppId = "githubAppID";

    private static readonly string[] HttpKeys = ["username", "password", "bearerToken", "ca.crt", "caFile", "tls.crt", "tls.key"];

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

        // hasApp implies a Secret
        if (hasApp) return Contradiction($"secretRef '{Name(secret!)}' has github app data but provider is not set to github");
        if (provider != "generic") return Contradiction($"provider '{Sanitizer.Clean(provider)}' is not supported for Git");

        return url.Transport switch
        {
            GitTransport.Ssh => SshFrom(url, repository, secret),
            GitTransport.File => Anonymous,
            _ => HttpFrom(url, repository, secret),
        };
    }

    private static Result<GitCredentials> SshFrom(GitUrl url, GitRepository repository, Secret? secret)
    {
        const string Needs = "an ssh URL needs 'identity' and 'known_hosts', with 'password' where the key has a passphrase";
        if (secret is null) return Bad(url, $"'identity' is required: {Needs}; name a Secret in {Field(repository)}");
        if (SecretValues.Bytes(secret, "identity") is not { IsEmpty: false } identity)
            return Bad(url, $"'identity' is required, but {Named(repository, secret)} does not hold it: {Needs}");
        if (SecretValues.Bytes(secret, "known_hosts") is not { IsEmpty: false } knownHosts)
            return Bad(url, $"'known_hosts' is required, but {Named(repository, secret)} does not hold it: {Needs}");
        if (url.User is { } user && !IsPlainUser(user)) return Bad(url, "the user name in the URL holds characters that are not allowed");
        var passphrase = SecretValues.Text(secret, "password") is { Length: > 0 } word ? word : null;
        var key = SshKey.Normalize(identity.Span);
        return SshKey.Problem(key, passphrase is not null) is { } problem
            ? Bad(url, $"'identity' of {Named(repository, secret)} {problem}")
            : new Ssh(key, knownHosts, passphrase, url.User);
    }

    private static Result<GitCredentials> HttpFrom(GitUrl url, GitRepository repository, Secret? secret)
    {
        var user = url.User;
        var password = url.Password;
        if (secret is not null && SecretValues.Text(secret, "bearerToken") is { Length: > 0 } token)
        {
            if (user is not null || password is not null)
                return Bad(url, $"'bearerToken' of {Named(repository, secret)} cannot be used together with user info in the URL");
            return token.AsSpan().ContainsAnyInRange('\0', ' ')
                ? Bad(url, $"'bearerToken' of {Named(repository, secret)} holds blanks or control characters") : new Bearer(token);
        }

        if (secret is not null)
        {
            user = SecretValues.Text(secret, "username") is { Length: > 0 } name ? name : user;
            password = SecretValues.Text(secret, "password") is { Length: > 0 } word ? word : password;
        }

        var where = secret is null ? "the URL" : Named(repository, secret);
        if (user is null && !string.IsNullOrEmpty(password)) return Bad(url, $"'password' requires 'username' to be set in {where}");
        // With misspelt keys a login would go out anonymous, and the server's refusal would not say why.
        if (user is null)
            return secret is null || HttpKeys.Any(key => SecretValues.Has(secret, key)) ? Anonymous
                : Bad(url,
                    $"{where} has none of the keys that an {url.Scheme} URL needs: 'username' and 'password', or 'bearerToken'; 'ca.crt' "
                        + "alone reads without a login");
        if (user.Contains(':', StringComparison.Ordinal)) return Bad(url, $"'username' of {where} holds a colon");
        if ((user + password).AsSpan().ContainsAnyInRange('\0', '\x1f'))
            return Bad(url, $"'username' or 'password' of {where} holds control characters");
        return new Basic(user, password ?? "");
    }

    private static bool IsPlainUser(string user) =>
        user[0] != '-' && user.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '+' or '=');

    private static string Field(GitRepository repository) => $"spec.secretRef of GitRepository {repository.Key}";

    private static string Named(GitRepository repository, Secret secret) => $"Secret '{Name(secret)}' ({Field(repository)})";

    private static string Name(Secret secret) => $"{secret.Metadata.Namespace}/{secret.Metadata.Name}";

    private static Failure Bad(GitUrl url, string what) =>
        GitFailures.Source($"failed to configure authentication options: invalid '{url.Scheme}' auth option: {what}");

    private static Failure Contradiction(string message) => Failure.Terminal(
        Reasons.InvalidSourceConfiguration, message
            + ": invalid source configuration", new GitException(GitFailureKind.InvalidInput, message));
}
