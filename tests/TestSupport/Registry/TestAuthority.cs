using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>A certificate authority for one test.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 root;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Test authority {RandomNumberGenerator.GetHexString(8)}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        root = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(30));
    }

    /// <summary>The root, as a Secret's <c>ca.crt</c>.</summary>
    public string RootPem => root.ExportCertificatePem();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A server certificate for names and addresses.</summary>
    public (string Certificate, string Key) IssueServer(params string[] names) =>
        Issue("CN=Test server", ServerAuthentication, names, Now.AddDays(20));

    /// <summary>A server certificate that is over.</summary>
    public (string Certificate, string Key) IssueExpiredServer(params string[] names) =>
        Issue("CN=Test server", ServerAuthentication, names, Now.AddHours(-1));

    /// <summary>A client certificate.</summary>
    public (string Certificate, string Key) IssueClient(string name) => Issue("CN=" + name, ClientAuthentication, [], Now.AddDays(20));

    /// <summary>Trusts this authority and no other.</summary>
    public X509ChainPolicy OnlyThisRoot()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        return policy;
    }

    public void Dispose() => root.Dispose();

    private (string Certificate, string Key) Issue(string subject, string purpose, string[] names, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        if (names.Length > 0) request.CertificateExtensions.Add(alternatives.Build());
        using var certificate = request.Create(root, Now.AddDays(-1), until, RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
