using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ImageAutomation.Common.Kubernetes.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Sends requests with the login of a connection; asks for new credentials once when the server refuses them.</summary>
internal sealed class KubeHttp : IDisposable
{
    private readonly KubeConnection connection;
    private readonly HttpClient http;
    private readonly Action<int?, string, string>? ended;
    private readonly string host;
    private X509Certificate2? certificate;

    /// <param name="connection">Server and login.</param>
    /// <param name="userAgent">User agent.</param>
    /// <param name="ended">Told about each request: status code (null: no answer), host, method.</param>
    public KubeHttp(KubeConnection connection, string userAgent, Action<int?, string, string>? ended)
    {
        this.connection = connection;
        this.ended = ended;
        host = $"{connection.Server.Host}:{connection.Server.Port}";
        http = new HttpClient(Handler()) { BaseAddress = connection.Server, Timeout = Timeout.InfiniteTimeSpan }; // each call has its own limit
        http.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
    }

    /// <summary>Sends what <paramref name="make"/> makes, and returns as soon as the headers are there.</summary>
    /// <returns>The response, of any status; fails when there are no credentials.</returns>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<Result<HttpResponseMessage>> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        for (var isRefused = false; ; isRefused = true)
        {
            if (!(await connection.Credentials.GetAsync(isRefused, cancellationToken)).TryGet(out var credential, out var failure)) return failure;
            certificate = credential.Certificate;
            using var request = make();
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
            request.Headers.Authorization = credential.Header;
            if (connection.Impersonate is { } user) request.Headers.TryAddWithoutValidation("Impersonate-User", user);
            // The name in the Host header is the one that TLS asks for and checks.
            if (connection.TlsServerName is { } name) request.Headers.Host = name;
            var response = await CountedAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized || isRefused || connection.Credentials is FixedCredentials) return response;
            response.Dispose();
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> CountedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int? code = null;
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            code = (int)response.StatusCode;
            return response;
        }
        finally
        {
            ended?.Invoke(code, host, request.Method.Method);
        }
    }

    private SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // credentials stay with the server that they are for
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
            // A peer that vanished without a word is found out while a watch waits.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectCallback = ConnectAsync,
        };
        if (connection.Proxy is { } proxy) handler.Proxy = proxy;
        handler.SslOptions = new SslClientAuthenticationOptions { LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate! }; // null means none, whatever the delegate's type says
        if (connection.Authorities is { } roots)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            policy.CustomTrustStore.AddRange(roots);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
#pragma warning disable CA5359 // the kubeconfig says insecure-skip-tls-verify
        if (connection.SkipTlsVerify) handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); // for HTTP/1.1, which has no pings
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
