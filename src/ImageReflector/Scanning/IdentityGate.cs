using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Whether a repository asks for a cloud identity that the feature gates do not allow. Pure; texts are the reference's.</summary>
internal static class IdentityGate
{
    /// <summary>Checks a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="isOpen">Whether the gate is on.</param>
    /// <param name="where">Put behind the field's name when another object reports it; empty otherwise.</param>
    public static Failure? Check(ImageRepository repository, bool isOpen, string where = "")
    {
        ArgumentNullException.ThrowIfNull(repository);
        return repository.Spec.Cloud is not null && !isOpen && !string.IsNullOrEmpty(repository.Spec.ServiceAccountName)
            ? Failure.Terminal(
                Reasons.FeatureGateDisabled,
                $"to use spec.serviceAccountName {where}for provider authentication please enable the ObjectLevelWorkloadIdentity feature "
                    + "gate in the controller")
            : null;
    }
}
