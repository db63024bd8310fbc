using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageAutomation.TestSupport.Git;

/// <summary>A private certificate authority for one test.</summary>
public sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 authority;

    public TestCertificates(string name = "test authority")
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        authority = request.CreateSelfSigned(From, Until);
    }

    /// <summary>The authority's certificate, PEM.</summary>
    public string AuthorityPem => authority.ExportCertificatePem();

    /// <summary>A certificate for <c>localhost</c> and <c>127.0.0.1</c>, with its key.</summary>
    public X509Certificate2 Server() => Issue("localhost", "1.3.6.1.5.5.7.3.1").Certificate;

    /// <summary>A client certificate and its key, PEM.</summary>
    public (string Certificate, string Key) Client(string name)
    {
        var (certificate, clientKey) = Issue(name, "1.3.6.1.5.5.7.3.2");
        using (certificate) return (certificate.ExportCertificatePem(), clientKey);
    }

    /// <summary>Whether a certificate was issued here.</summary>
    public bool Issued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        authority.Dispose();
        key.Dispose();
    }

    private (X509Certificate2 Certificate, string Key) Issue(string name, string usage)
    {
        using var subject = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", subject, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using var issued = request.Create(authority, From, Until, RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(subject);
        // TLS on some platforms wants a key that came from a file.
        return (X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null), subject.ExportPkcs8PrivateKeyPem());
    }
}
