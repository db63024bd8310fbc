using System.Net;
using System.Security.Cryptography.X509Certificates;
using ImageAutomation.Common.Kubernetes.Login;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Where a cluster is and how to log in there.</summary>
public sealed record KubeConnection
{
    /// <summary>Address of the API server; a path in it stands before <c>/api</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>Certificate authorities that alone are trusted; null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Whether any certificate will do. Asked for in the kubeconfig only.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>Name that the certificate must have instead of the address's host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Proxy; null for what the environment says.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>User to act as, by the rights of the account; null for the account itself.</summary>
    public string? Impersonate { get; init; }

    /// <summary>Credentials.</summary>
    public IKubeCredentials Credentials { get; init; } = new FixedCredentials(KubeCredential.None);

    /// <summary>Namespace of the context or the pod; null when nothing says.</summary>
    public string? Namespace { get; init; }

    /// <summary>Keeps credentials out of logs.</summary>
    public override string ToString() => Server.GetLeftPart(UriPartial.Authority);
}
