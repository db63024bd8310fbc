using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageAutomation.Common.Network;

namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>HTTP with the TLS settings and the proxy of a remote, for calls beside git.</summary>
internal static class GitHttpHandler
{
    /// <summary>Makes a handler that follows no redirects.</summary>
    public static SocketsHttpHandler Create(GitRemote remote, AddressGate addresses)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = addresses.ConnectAsync,
            MaxResponseHeadersLength = 64,
        };
        if (remote.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy.Address)
            {
                Credentials = proxy.User is null ? null : new NetworkCredential(proxy.User, proxy.Password),
            };
            handler.UseProxy = true;
        }

        if (remote.Tls is not { } tls) return handler;
        if (tls.AdditionalRoots is { } pem)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(Encoding.UTF8.GetString(pem.Span));
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, roots);
        }

        if (tls is { ClientCertificate: { } client, ClientKey: { } key })
        {
            handler.SslOptions.ClientCertificates =
                [X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(client.Span), Encoding.UTF8.GetString(key.Span))];
        }

        return handler;
    }

    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection roots)
    {
        if (errors == SslPolicyErrors.None) return true;
        // Only an unknown issuer is judged again; a wrong name stays wrong.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}
