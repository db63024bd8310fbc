using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Whether a policy may use a repository of another namespace. Pure; texts are the reference's.</summary>
internal static class RepositoryAccess
{
    private const string Prefix = "failed to get the referred ImageRepository: ";

    /// <summary>Refuses references across namespaces, when they are switched off.</summary>
    public static Failure? CheckCrossNamespace(ObjectKey policy, ObjectKey repository, bool noCrossNamespaceRefs) =>
        noCrossNamespaceRefs && policy.Namespace != repository.Namespace
            ? Failure.Transient(
                Reasons.AccessDenied,
                $"{Prefix}cannot access 'ImageRepository/{repository}', cross-namespace references have been blocked by flag "
                    + "--no-cross-namespace-refs")
            : null;

    /// <summary>Applies <c>spec.accessFrom</c>. The own namespace always has access.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="namespaceLabels">Labels of the policy's namespace; null when they are unknown.</param>
    public static Failure? CheckSelectors(
        ObjectKey policy, ImageRepository repository, IReadOnlyDictionary<string, string>? namespaceLabels)
    {
        ArgumentNullException.ThrowIfNull(repository);
        if (policy.Namespace == repository.Metadata.Namespace) return null;
        if (repository.Spec.AccessFrom is not { } access)
            return Failure.Transient(
                Reasons.AccessDenied,
                $"{Prefix}access denied: '{repository.Key}' can't be accessed due to missing ACL labels on 'accessFrom'");
        return access.NamespaceSelectors.Any(s => Matches(s, namespaceLabels))
            ? null
            : Failure.Transient(
                Reasons.AccessDenied,
                $"{Prefix}access denied: '{repository.Key}' can't be accessed "
                    + $"due to ACL labels mismatch on namespace '{policy.Namespace}'");
    }

    private static bool Matches(NamespaceSelector selector, IReadOnlyDictionary<string, string>? labels) =>
        selector.MatchLabels is not { Count: > 0 } wanted
        || wanted.All(w => labels is not null && labels.TryGetValue(w.Key, out var value) && value == w.Value);
}
