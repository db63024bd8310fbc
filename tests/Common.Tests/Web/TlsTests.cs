using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Web;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Web;

/// <summary>A listener with a certificate.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private const string Get = "GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private readonly FakeTime time = new();
    private readonly TestCertificates certificates = new();
    private readonly List<IDisposable> opened = [];
    private X509Certificate2 certificate = null!; // set before each test
    private WebServer web = null!; // set before each test

    public async Task InitializeAsync()
    {
        certificate = certificates.Server();
        web = await ServeAsync(certificate, null);
    }

    public async Task DisposeAsync()
    {
        opened.ForEach(one => one.Dispose());
        await web.DisposeAsync();
        certificate.Dispose();
        certificates.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task ServesBothVersions(SslProtocols version)
    {
        await using var stream = await SecureAsync(web, options => options.EnabledSslProtocols = version);
        Assert.Equal(version, stream.SslProtocol);
        Assert.Equal("HTTP/1.1 200 OK", await AskAsync(stream));
    }

    [Fact]
    public async Task RefusesWhatIsOlder() => await Assert.ThrowsAnyAsync<Exception>(
#pragma warning disable SYSLIB0039, CA5397 // that is what is tested
        () => SecureAsync(web, options => options.EnabledSslProtocols = SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397

    [Fact]
    public async Task OneConnection_ServesManyRequests()
    {
        await using var stream = await SecureAsync(web);
        for (var i = 0; i < 3; i++) Assert.Equal("HTTP/1.1 200 OK", await AskAsync(stream));
    }

    [Fact]
    public async Task ABodyAndItsAnswer_PassInFull()
    {
        await using var stream = await SecureAsync(web);
        var body = string.Concat(Enumerable.Repeat("0123456789", 100_000));
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var reader = new StreamReader(stream);
        Assert.EndsWith("\r\n\r\n" + body, await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClientThatSpeaksOfHttp2_GetsHttp1()
    {
        await using var stream = await SecureAsync(
            web, options => options.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);
        Assert.Equal(SslApplicationProtocol.Http11, stream.NegotiatedApplicationProtocol);
        Assert.Equal("HTTP/1.1 200 OK", await AskAsync(stream));
    }

    [Fact]
    public async Task PlainText_IsClosedWithoutAnAnswer()
    {
        var peer = await ConnectAsync(web);
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Get));
        Assert.DoesNotContain("HTTP", Encoding.ASCII.GetString(await ToTheEndAsync(peer)), StringComparison.Ordinal);
        await using var stream = await SecureAsync(web); // others are served
        Assert.Equal("HTTP/1.1 200 OK", await AskAsync(stream));
    }

    [Fact]
    public async Task AHandshakeThatDoesNotEnd_IsCutOff()
    {
        var silent = await ConnectAsync(web);
        await Eventually.HoldsAsync(() => time.NextTimeout is not null);
        await using (var stream = await SecureAsync(web)) Assert.Equal("HTTP/1.1 200 OK", await AskAsync(stream));
        var reading = ToTheEndAsync(silent);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(reading.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await reading);
    }

    [Fact]
    public async Task TheCertificatesOfIssuers_AreSent()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Issuer("CN=root", rootKey).CreateSelfSigned(certificate.NotBefore, certificate.NotAfter);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = Issuer("CN=middle", middleKey).Create(root, certificate.NotBefore, certificate.NotAfter, [1]);
        using var middle = bare.CopyWithPrivateKey(middleKey);
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", leafKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(middle, certificate.NotBefore, certificate.NotAfter, [2]);
        using var leaf = issued.CopyWithPrivateKey(leafKey);
        await using var other = await ServeAsync(leaf, [bare]);

        // The peer knows nothing but the root.
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(root);
        await using var stream = await SecureAsync(other, options =>
        {
            options.RemoteCertificateValidationCallback = null;
            options.CertificateChainPolicy = policy;
        });
        Assert.Equal("HTTP/1.1 200 OK", await AskAsync(stream));
    }

    private static CertificateRequest Issuer(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private async Task<WebServer> ServeAsync(X509Certificate2 shown, X509Certificate2Collection? issuers)
    {
        WebRoute[] routes =
        [
            new("/ok", context => context.Response.SendTextAsync(StatusCodes.Status200OK, "ok")),
            new("/echo", async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                await context.Response.SendTextAsync(StatusCodes.Status200OK, await reader.ReadToEndAsync());
            }) { Methods = ["POST"], MaxBodyBytes = 2_000_000 },
        ];
        var listener = new WebListener("secure", ListenAddress.Parse("127.0.0.1:0").Value, routes)
        {
            Certificate = SslStreamCertificateContext.Create(shown, issuers, offline: true),
            // Nobody is cut off for being slow, however slow this machine is.
            Limits = new WebLimits { KeepAliveTimeout = TimeSpan.FromHours(1), RateGrace = TimeSpan.FromHours(1) },
        };
        return (await WebServer.StartAsync([listener], time, NullLoggerFactory.Instance, CancellationToken.None)).Value;
    }

    private async Task<TcpClient> ConnectAsync(WebServer server)
    {
        var peer = new TcpClient();
        opened.Add(peer);
        await peer.ConnectAsync(server.Addresses[0]);
        return peer;
    }

    private async Task<SslStream> SecureAsync(WebServer server, Action<SslClientAuthenticationOptions>? choose = null)
    {
        var stream = new SslStream((await ConnectAsync(server)).GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && certificates.Issued(new X509Certificate2(shown)),
        };
        choose?.Invoke(options);
        await stream.AuthenticateAsClientAsync(options);
        return stream;
    }

    /// <summary>The first line of an answer, which is read in full.</summary>
    private static async Task<string> AskAsync(SslStream stream)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Get));
        var answer = new StringBuilder();
        var buffer = new byte[1024];
        while (!answer.ToString().EndsWith("ok", StringComparison.Ordinal))
            answer.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer) is > 0 and var read ? read
                : throw new InvalidOperationException($"closed after: {answer}")));
        return answer.ToString().Split("\r\n")[0];
    }

    private static async Task<byte[]> ToTheEndAsync(TcpClient peer)
    {
        using var all = new MemoryStream();
        try
        {
            await peer.GetStream().CopyToAsync(all);
        }
        catch (IOException)
        {
            // reset
        }

        return all.ToArray();
    }
}
