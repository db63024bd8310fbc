using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>TLS settings of a <c>certSecretRef</c>: roots in addition to the system's, and a client certificate.</summary>
public sealed class TlsSettings
{
    private TlsSettings(
        X509Certificate2Collection roots, X509Certificate2Collection clientChain, string fingerprint, IReadOnlyList<string> warnings)
    {
        Roots = roots;
        ClientChain = clientChain;
        Fingerprint = fingerprint;
        Warnings = warnings;
    }

    /// <summary>Use of the legacy key names; worth one log line.</summary>
    public IReadOnlyList<string> Warnings { get; }

    internal X509Certificate2Collection Roots { get; }

    /// <summary>The client certificate with its private key, then its intermediates; empty without one.</summary>
    internal X509Certificate2Collection ClientChain { get; }

    /// <summary>Equal settings share connections, different ones never do.</summary>
    internal string Fingerprint { get; }

    /// <summary>Reads a Secret.</summary>
    /// <param name="secret">
    /// Type <c>Opaque</c> or <c>kubernetes.io/tls</c>, or the pull secret itself. Keys <c>ca.crt</c>, <c>tls.crt</c> with <c>tls.key</c>;
    /// the legacy <c>caFile</c>, <c>certFile</c>, <c>keyFile</c> are read where the new key is absent.
    /// </param>
    /// <returns>The settings, or <see cref="RegistryReasons.SecretInvalid"/> naming Secret and key, never content.</returns>
    /// <remarks>Source: the Flux API, certSecretRef.</remarks>
    public static Result<TlsSettings> Parse(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var name = SecretValues.Name(secret);
        // The docker types are accepted because one Secret may hold both the login and the certificates.
        if (secret.Type
            is not (null or "" or "Opaque" or "kubernetes.io/tls" or "kubernetes.io/dockerconfigjson" or "kubernetes.io/dockercfg"))
            return Invalid($"cannot use Secret '{name}' for TLS: its type must be Opaque or kubernetes.io/tls");

        var warnings = new List<string>();
        var (caKey, ca) = Find(secret, name, "ca.crt", "caFile", warnings);
        var (certKey, cert) = Find(secret, name, "tls.crt", "certFile", warnings);
        var (keyKey, key) = Find(secret, name, "tls.key", "keyFile", warnings);
        foreach (var given in (ReadOnlySpan<string>)["ca.crt", "caFile", "tls.crt", "certFile", "tls.key", "keyFile"])
            if (SecretValues.Bytes(secret, given) is not null && SecretValues.FilledText(secret, given) is null)
                return Invalid($"Secret '{name}': '{given}' is empty; fill it in, or remove the key");
        if (ca is null && cert is null && key is null)
            return Invalid($"Secret '{name}' must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'");
        if (cert is null != key is null)
            return Invalid(
                $"Secret '{name}' must contain both 'tls.crt' and 'tls.key' or neither; '{(cert is null ? certKey : keyKey)}' is missing");

        var roots = new X509Certificate2Collection();
        var client = new X509Certificate2Collection();
        if (ca is not null && !TryImport(roots, ca)) return Invalid($"Secret '{name}', key '{caKey}': no PEM certificate found");
        if (cert is not null)
        {
            if (!TryImport(client, cert)) return Invalid($"Secret '{name}', key '{certKey}': no PEM certificate found");
            if (!TryPair(cert, key!, out var pair)) // present together with the certificate
                return Invalid($"Secret '{name}', keys '{certKey}' and '{keyKey}': not a PEM certificate with its unencrypted private key");
            client[0].Dispose();
            client[0] = pair;
        }

        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{ca}\0{cert}\0{key}")));
        return new TlsSettings(roots, client, fingerprint, warnings);
    }

    /// <summary>Keeps keys out of logs.</summary>
    public override string ToString() =>
        $"TLS settings ({Roots.Count} roots, client certificate: {(ClientChain.Count > 0 ? "yes" : "no")})";

    private static (string Key, string? Text) Find(Secret secret, string name, string key, string legacy, List<string> warnings)
    {
        if (SecretValues.FilledText(secret, key) is { } text) return (key, text);
        if (SecretValues.FilledText(secret, legacy) is not { } old) return (key, null);
        warnings.Add($"Secret '{name}': key '{legacy}' is deprecated, use '{key}'");
        return (legacy, old);
    }

    private static bool TryImport(X509Certificate2Collection into, string pem)
    {
        try
        {
            into.ImportFromPem(pem);
            return into.Count > 0;
        }
        catch (CryptographicException)
        {
            return false; // told by the caller with the key's name; the exception adds nothing a user can act on
        }
    }

    private static bool TryPair(string cert, string key, out X509Certificate2 pair)
    {
        try
        {
            pair = X509Certificate2.CreateFromPem(cert, key);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            pair = null!; // not read when false is returned
            return false;
        }
    }

    private static Failure Invalid(string message) => Failure.Transient(RegistryReasons.SecretInvalid, message);
}
