using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ImageAutomation.Common.Kubernetes.Json;
using k8s;

namespace ImageAutomation.Common.Kubernetes.Transport;

/// <summary>
/// Makes the package's client for one of our connections. Trust, credentials and bounds are set here and in the handlers, never in the
/// package's configuration: its check of a private authority forgets the host name, and takes an authority of the system as well.
/// </summary>
internal static class KubeTransport
{
    /// <summary>Makes a client; nothing is sent yet.</summary>
    public static k8s.Kubernetes Open(KubeConnection connection, KubeClientOptions options, KubeContracts contracts, TimeProvider time)
    {
        var login = new LoginHandler(connection);
        List<DelegatingHandler> handlers = [new AnswerHandler(options, time), login]; // the first one is the outermost
        if (options.RequestEnded is { } ended) handlers.Add(new CountingHandler(connection.Server, ended));
        return new k8s.Kubernetes(Configuration(connection, options.FieldManager, contracts, login), [.. handlers]);
    }

    /// <summary>What the package is told.</summary>
    internal static KubernetesClientConfiguration Configuration(
        KubeConnection connection, string userAgent, KubeContracts contracts, LoginHandler login)
    {
        var configuration = new KubernetesClientConfiguration
        {
            Host = connection.Server.AbsoluteUri,
            UserAgent = userAgent,
            HttpClientTimeout = Timeout.InfiniteTimeSpan, // each call has its own limit
            FirstMessageHandlerSetup = handler => SetUp(handler, connection, login),
        };
        configuration.AddJsonOptions(contracts.Use);
        return configuration;
    }

    private static void SetUp(SocketsHttpHandler handler, KubeConnection connection, LoginHandler login)
    {
        handler.AllowAutoRedirect = false; // credentials stay with the server that they are for
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.GZip;
        handler.ConnectTimeout = TimeSpan.FromSeconds(15);
        handler.EnableMultipleHttp2Connections = true;
        // A peer that vanished without a word is found out while a watch waits.
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        handler.ConnectCallback = ConnectAsync;
        if (connection.Proxy is { } proxy) handler.Proxy = proxy;
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            LocalCertificateSelectionCallback = (_, _, _, _, _) => login.Certificate!, // null means none, whatever the delegate's type says
        };
        if (connection.Authorities is { } roots)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.AddRange(roots);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
#pragma warning disable CA5359 // the kubeconfig says insecure-skip-tls-verify
        if (connection.SkipTlsVerify) handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
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
