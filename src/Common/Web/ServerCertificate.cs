using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Web;

/// <summary>Reads the certificate of a listener.</summary>
public static class ServerCertificate
{
    /// <summary>Reason of a certificate that cannot be used.</summary>
    public const string InvalidCertificate = nameof(InvalidCertificate);

    /// <summary>Reads PEM files.</summary>
    /// <param name="chain">File with the certificate, and after it what leads to a root.</param>
    /// <param name="key">File with its key, not encrypted.</param>
    /// <returns>The certificate, or a terminal failure that names the files.</returns>
    public static Result<SslStreamCertificateContext> Read(string chain, string key)
    {
        try
        {
            var leaf = X509Certificate2.CreateFromPemFile(chain, key);
            var rest = new X509Certificate2Collection();
            rest.ImportFromPemFile(chain);
            rest.RemoveAt(0); // the leaf
            // Offline: nothing is fetched for peers that connect.
            return SslStreamCertificateContext.Create(leaf, rest, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return Failure.Terminal(
                InvalidCertificate, $"the certificate '{chain}' with the key '{key}' cannot be used: {e.Message}", e);
        }
    }
}
