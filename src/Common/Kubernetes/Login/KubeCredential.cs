using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace ImageAutomation.Common.Kubernetes.Login;

/// <summary>What a request shows to the server.</summary>
/// <param name="Header">Value of the Authorization header; null for none.</param>
/// <param name="Certificate">Client certificate with its key; null for none.</param>
public sealed record KubeCredential(AuthenticationHeaderValue? Header, X509Certificate2? Certificate)
{
    /// <summary>Neither header nor certificate.</summary>
    public static readonly KubeCredential None = new(null, null);

    /// <summary>Keeps the token out of logs.</summary>
    public override string ToString() => nameof(KubeCredential);
}
