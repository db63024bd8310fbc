using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes.Login;

/// <summary>A credential that never changes.</summary>
public sealed class FixedCredentials(KubeCredential credential) : IKubeCredentials
{
    /// <summary>Whether nothing is shown to the server.</summary>
    public bool IsEmpty => credential.Header is null && credential.Certificate is null;

    /// <inheritdoc/>
    public ValueTask<Result<KubeCredential>> GetAsync(bool isRefused, CancellationToken cancellationToken) => new(credential);
}
