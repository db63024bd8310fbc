using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>TLS settings of one remote. Certificates are always verified.</summary>
/// <param name="AdditionalRoots">PEM certificates trusted besides the system's roots; null adds none.</param>
/// <param name="ClientCertificate">PEM certificate that we present; null together with the key.</param>
/// <param name="ClientKey">PEM key of <paramref name="ClientCertificate"/>.</param>
public sealed record GitTls(ReadOnlyMemory<byte>? AdditionalRoots, ReadOnlyMemory<byte>? ClientCertificate, ReadOnlyMemory<byte>? ClientKey)
{
    /// <summary>Says what is set, never a value.</summary>
    public override string ToString() =>
        $"GitTls (roots: {AdditionalRoots is not null}, client certificate: {ClientCertificate is not null})";

    /// <summary>What cannot be read, or null. Found here it has a name; git would only say that TLS failed.</summary>
    internal string? Problem()
    {
        try
        {
            if (AdditionalRoots is { } roots)
            {
                var certificates = new X509Certificate2Collection();
                certificates.ImportFromPem(Encoding.UTF8.GetString(roots.Span));
                if (certificates.Count == 0) return "the certificate authority ('ca.crt') holds no certificate in PEM form";
            }

            if (ClientCertificate is { } client && ClientKey is { } key)
                X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(client.Span), Encoding.UTF8.GetString(key.Span)).Dispose();
            return null;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return "a certificate or its key ('ca.crt', 'tls.crt', 'tls.key') cannot be read";
        }
    }
}
