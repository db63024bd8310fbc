using System.Net.Security;
using ImageAutomation.Common.Web;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Runtime;

/// <summary>The certificate for webhooks over HTTPS.</summary>
/// <param name="Certificate">Certificate with its key; null: plain HTTP.</param>
internal sealed record ReceiverTls(SslStreamCertificateContext? Certificate)
{
    /// <summary>Reads it.</summary>
    /// <param name="certificate">File with the certificate; null: none.</param>
    /// <param name="key">File with its key; null: none.</param>
    public static Result<ReceiverTls> Read(string? certificate, string? key)
    {
        if (certificate is null && key is null) return new ReceiverTls((SslStreamCertificateContext?)null);
        if (certificate is null || key is null)
            return Failure.Terminal("InvalidFlag", "--receiver-tls-cert and --receiver-tls-key go together; give both");
        return ServerCertificate.Read(certificate, key).Then<ReceiverTls>(read => new ReceiverTls(read));
    }
}
