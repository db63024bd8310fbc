using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Runtime;

/// <summary>The certificate for webhooks over HTTPS.</summary>
/// <param name="Certificate">Certificate with its key; null: plain HTTP.</param>
/// <param name="Issuers">The rest of its file: certificates between it and a root.</param>
internal sealed record ReceiverTls(X509Certificate2? Certificate, X509Certificate2Collection Issuers)
{
    /// <summary>Reads it.</summary>
    /// <param name="certificate">File with the certificate, and those of its issuers after it; null: none.</param>
    /// <param name="key">File with its key; null: none.</param>
    public static Result<ReceiverTls> Read(string? certificate, string? key)
    {
        if (certificate is null && key is null) return new ReceiverTls(null, []);
        if (certificate is null || key is null)
            return Failure.Terminal("InvalidFlag", "--receiver-tls-cert and --receiver-tls-key go together; give both");
        try
        {
            var issuers = new X509Certificate2Collection();
            issuers.ImportFromPemFile(certificate);
            if (issuers.Count > 0) issuers.RemoveAt(0); // the certificate itself
            return new ReceiverTls(X509Certificate2.CreateFromPemFile(certificate, key), issuers);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return Failure.Terminal("InvalidFlag", $"the certificate '{certificate}' with the key '{key}' cannot be used: {e.Message}");
        }
    }
}
