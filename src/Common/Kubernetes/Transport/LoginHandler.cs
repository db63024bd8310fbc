using System.Net;
using System.Security.Cryptography.X509Certificates;
using ImageAutomation.Common.Kubernetes.Login;

namespace ImageAutomation.Common.Kubernetes.Transport;

/// <summary>Puts the login of a connection onto requests; asks for new credentials once when the server refuses them.</summary>
internal sealed class LoginHandler(KubeConnection connection) : DelegatingHandler
{
    private const string ActAs = "Impersonate-User";

    /// <summary>Client certificate of the newest credential; null for none.</summary>
    public X509Certificate2? Certificate { get; private set; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (connection.Impersonate is { } user && !request.Headers.Contains(ActAs)) request.Headers.TryAddWithoutValidation(ActAs, user);
        // The name in the Host header is the one that TLS asks for and checks.
        if (connection.TlsServerName is { } name) request.Headers.Host = name;
        for (var isRefused = false; ; isRefused = true)
        {
            if (!(await connection.Credentials.GetAsync(isRefused, cancellationToken)).TryGet(out var credential, out var failure))
                throw new KubeCallException(call => failure.Prefixed($"cannot {call}: "));
            Certificate = credential.Certificate;
            request.Headers.Authorization = credential.Header;
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized || isRefused) return response;
            if (connection.Credentials is FixedCredentials) return response; // there is no other one
            response.Dispose();
        }
    }
}
