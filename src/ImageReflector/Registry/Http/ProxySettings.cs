using System.Net;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>The proxy of a <c>proxySecretRef</c>; it takes the place of the environment's for every host.</summary>
public sealed class ProxySettings : IWebProxy
{
    /// <summary>Longest accepted address.</summary>
    public const int MaxAddressLength = 2048;

    private readonly Uri address;
    private readonly NetworkCredential? login;

    private ProxySettings(Uri address, NetworkCredential? login, string fingerprint)
    {
        this.address = address;
        this.login = login;
        Fingerprint = fingerprint;
    }

    ICredentials? IWebProxy.Credentials
    {
        get => login;
        set => throw new NotSupportedException("the login of a proxy comes from its Secret");
    }

    internal string Fingerprint { get; }

    /// <summary>Reads a Secret.</summary>
    /// <param name="secret">
    /// Key <c>address</c> with scheme http, https or socks5; optional <c>username</c> and, only with it, <c>password</c>.
    /// </param>
    /// <returns>The proxy, or <see cref="RegistryReasons.SecretInvalid"/> naming Secret and key, never content.</returns>
    /// <remarks>Source: the Flux API, proxySecretRef.</remarks>
    public static Result<ProxySettings> Parse(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var name = SecretValues.Name(secret);
        if (SecretValues.Bytes(secret, "address") is null) return Invalid(name, "is missing");
        if (SecretValues.FilledText(secret, "address") is not { } text) return Invalid(name, "is empty");
        if (text.Length > MaxAddressLength) return Invalid(name, $"is longer than {MaxAddressLength} characters");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) return Invalid(name, "is not a URL");
        if (uri.Scheme is not ("http" or "https" or "socks5")) return Invalid(name, "must have the scheme http, https or socks5");

        var username = SecretValues.FilledText(secret, "username");
        var password = username is null ? null : SecretValues.FilledText(secret, "password");
        if (username is null && uri.UserInfo.Length > 0)
        {
            var parts = uri.UserInfo.Split(':', 2);
            username = Uri.UnescapeDataString(parts[0]);
            password = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        }

        var bare = new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{bare}\0{username}\0{password}")));
        return new ProxySettings(bare, username is null ? null : new NetworkCredential(username, password), fingerprint);
    }

    /// <summary>The proxy, whatever the destination.</summary>
    public Uri GetProxy(Uri destination) => address;

    /// <summary>Never: an explicit proxy is for every host.</summary>
    public bool IsBypassed(Uri host) => false;

    /// <summary>Address without the login.</summary>
    public override string ToString() => $"proxy {address.Scheme}://{address.Authority}";

    private static Failure Invalid(string name, string what) =>
        Failure.Transient(RegistryReasons.SecretInvalid, $"invalid proxy Secret '{name}': key 'address' {what}");
}
