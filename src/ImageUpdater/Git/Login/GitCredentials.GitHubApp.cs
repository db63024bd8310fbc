using System.Globalization;
using System.Security.Cryptography;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Login;

public abstract partial record GitCredentials
{
    /// <summary>A GitHub App; <see cref="GitLogin"/> exchanges it for a short-lived token.</summary>
    /// <param name="AppId">Id of the App, or its client id.</param>
    /// <param name="PrivateKey">RSA key, PEM.</param>
    /// <param name="InstallationId">Installation; null when <paramref name="Owner"/> is given.</param>
    /// <param name="Owner">
    /// Organisation or user whose installation is looked up; null when <paramref name="InstallationId"/> is given.
    /// </param>
    /// <param name="BaseUrl">Address of the API, without a slash at the end.</param>
    public sealed record GitHubApp(string AppId, string PrivateKey, long? InstallationId, string? Owner, string BaseUrl) : GitCredentials
    {
        /// <summary>Address of the API when the Secret names none.</summary>
        public const string DefaultBaseUrl = "https://api.github.com";

        internal override IReadOnlyList<string> Values => [PrivateKey];
    }

    private static Result<GitCredentials> GitHubAppFrom(Secret secret)
    {
        var id = SecretValues.Text(secret, GitHubAppId)?.Trim() ?? "";
        if (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            return BadApp(secret, $"'{GitHubAppId}' is not an id");
        if (SecretValues.Text(secret, "githubAppPrivateKey") is not { Length: > 0 } key)
            return BadApp(secret, "'githubAppPrivateKey' is required");
        if (!IsRsaKey(key)) return BadApp(secret, "'githubAppPrivateKey' is not an RSA key in PEM form");
        var owner = SecretValues.Text(secret, "githubAppInstallationOwner")?.Trim();
        var installation = SecretValues.Text(secret, "githubAppInstallationID")?.Trim();
        if (string.IsNullOrEmpty(owner) == string.IsNullOrEmpty(installation))
            return BadApp(secret, "exactly one of 'githubAppInstallationOwner' and 'githubAppInstallationID' is required");
        long? number = null;
        if (!string.IsNullOrEmpty(installation))
        {
            if (!long.TryParse(installation, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                return BadApp(secret, "'githubAppInstallationID' is not a number");
            number = parsed;
        }

        var address = SecretValues.Text(secret, "githubAppBaseURL")?.Trim() is { Length: > 0 } given ? given : GitHubApp.DefaultBaseUrl;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0)
            return BadApp(secret, "'githubAppBaseURL' is not an http or https URL");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || address.Contains('?', StringComparison.Ordinal)
            || address.Contains('#', StringComparison.Ordinal))
            return BadApp(secret, "'githubAppBaseURL' must not have a query or a fragment");
        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
            return BadApp(secret, "'githubAppBaseURL' must be an https URL: the App's token would go over plain http");
        return new GitHubApp(id, key, number, number is null ? owner : null, address.TrimEnd('/'));
    }

    private static bool IsRsaKey(string pem)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private static Failure BadApp(Secret secret, string what) =>
        GitFailures.Source($"invalid github app data in secret '{Name(secret)}': {what}");
}
