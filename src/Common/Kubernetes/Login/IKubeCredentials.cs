using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes.Login;

/// <summary>Where credentials come from.</summary>
public interface IKubeCredentials
{
    /// <summary>The credential as it is now.</summary>
    /// <param name="isRefused">Whether the server just refused the one given before: it is read or made anew.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The credential, or a failure without any secret in its text.</returns>
    ValueTask<Result<KubeCredential>> GetAsync(bool isRefused, CancellationToken cancellationToken);
}
