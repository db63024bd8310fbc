using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>A proxy for HTTP remotes.</summary>
/// <param name="Address"><c>http</c>, <c>https</c> or <c>socks5</c> URL without user info.</param>
/// <param name="User">User name, or null.</param>
/// <param name="Password">Password; only used together with <paramref name="User"/>.</param>
public sealed record GitProxy(string Address, string? User, string? Password)
{
    /// <summary>Reads a proxy Secret: <c>address</c>, optional <c>username</c> and <c>password</c>.</summary>
    /// <returns>The proxy, or a failure with reason <c>SourceManagerFailed</c>.</returns>
    public static Result<GitProxy> FromSecret(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var name = $"{secret.Metadata.Namespace}/{secret.Metadata.Name}";
        if (SecretValues.Text(secret, "address") is not { Length: > 0 } address)
            return GitFailures.Source($"proxy secret '{name}' does not contain an 'address' key");
        if (address.Length > GitUrl.MaxLength)
            return GitFailures.Source($"the address in proxy secret '{name}' is longer than {GitUrl.MaxLength} characters");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "socks5")
            || uri.Host.Length == 0)
            return GitFailures.Source($"the address in proxy secret '{name}' is not an http, https or socks5 URL");
        var user = SecretValues.Text(secret, "username");
        var password = SecretValues.Text(secret, "password");
        if (user is null && uri.UserInfo.Length > 0)
        {
            var parts = uri.UserInfo.Split(':', 2);
            user = Uri.UnescapeDataString(parts[0]);
            password = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        }

        // The port is always written out: curl and Go disagree about the default.
        return new GitProxy($"{uri.Scheme}://{uri.Host}:{(uri.Port > 0 ? uri.Port : 1080)}", user, user is null ? null : password);
    }

    /// <summary>The address; never a value of the Secret's other keys.</summary>
    public override string ToString() => Address;

    /// <summary>The form that git's <c>http.proxy</c> takes.</summary>
    internal string ToSetting()
    {
        if (User is null) return Address;
        var scheme = Address.IndexOf("://", StringComparison.Ordinal) + 3;
        var info = Uri.EscapeDataString(User) + (Password is null ? "" : ":" + Uri.EscapeDataString(Password));
        return $"{Address[..scheme]}{info}@{Address[scheme..]}";
    }
}
