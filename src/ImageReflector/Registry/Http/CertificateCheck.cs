using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>Checks a server certificate against the system's roots and, when those do not know it, the target's own.</summary>
internal static class CertificateCheck
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <returns>Null when the certificate is good, otherwise which check failed.</returns>
    public static string? FindFault(
        X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection? roots)
    {
        if (errors == SslPolicyErrors.None) return null;
        if (certificate is not X509Certificate2 leaf || chain is null) return "the server sent no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return "the certificate is for another host name";
        if (roots is { Count: > 0 }) return FindFault(leaf, chain, roots);
        return "the certificate chain is not trusted (" + Describe(chain) + ")";
    }

    /// <summary>
    /// A second chain with the additional certificates as anchors. They need not be self-signed: whoever configures a certificate
    /// trusts it, as the reference implementation does.
    /// </summary>
    private static string? FindFault(X509Certificate2 leaf, X509Chain presented, X509Certificate2Collection anchors)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(anchors);
        policy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ServerAuthentication));
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority; // replaced by the anchor search below
        if (!chain.Build(leaf)) return "the certificate chain is not trusted (" + Describe(chain) + ")";
        var anchored = chain.ChainElements.Any(
            element => anchors.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
        return anchored ? null : "the certificate is signed by an authority that neither the system nor ca.crt knows";
    }

    private static string Describe(X509Chain chain)
    {
        var faults = chain.ChainStatus.Select(status => status.Status).Where(status => status != X509ChainStatusFlags.NoError).Distinct()
            .ToList();
        return faults.Count == 0 ? "unknown authority" : string.Join(", ", faults);
    }
}
