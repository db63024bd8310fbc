using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>The kinds that a Receiver may name.</summary>
/// <remarks>Source: the reference's notification controller; only some kinds have an API version by themselves.</remarks>
internal static class ReceiverKinds
{
    private const string Source = "source.toolkit.fluxcd.io";
    private const string Image = "image.toolkit.fluxcd.io";

    private static readonly Dictionary<string, (string Plural, string? ApiVersion)> Known = new(StringComparer.Ordinal)
    {
        ["Bucket"] = ("buckets", $"{Source}/v1"),
        ["GitRepository"] = ("gitrepositories", $"{Source}/v1"),
        ["HelmChart"] = ("helmcharts", $"{Source}/v1"),
        ["HelmRepository"] = ("helmrepositories", $"{Source}/v1"),
        ["OCIRepository"] = ("ocirepositories", $"{Source}/v1"),
        ["ImageRepository"] = ("imagerepositories", $"{Image}/v1"),
        ["ArtifactGenerator"] = ("artifactgenerators", "source.extensions.fluxcd.io/v1beta1"),
        ["Kustomization"] = ("kustomizations", null),
        ["HelmRelease"] = ("helmreleases", null),
        ["ImagePolicy"] = ("imagepolicies", null),
        ["ImageUpdateAutomation"] = ("imageupdateautomations", null),
        ["ExternalArtifact"] = ("externalartifacts", null),
    };

    /// <summary>The kind of a resource.</summary>
    /// <returns>The kind, or a terminal failure that says what is missing.</returns>
    public static Result<ResourceKind> Of(ReceiverResource resource)
    {
        if (!Known.TryGetValue(resource.Kind, out var known)) return Unusable(resource, "is of a kind that a Receiver cannot name");
        var version = resource.ApiVersion is { Length: > 0 } given ? given : known.ApiVersion;
        if (version is null) return Unusable(resource, "needs an apiVersion beside its kind");
        return version.Split('/') is [var group, var name] && group.Length > 0 && name.Length > 0
            ? new ResourceKind(group, name, resource.Kind, known.Plural)
            : Unusable(resource, "has an apiVersion that is not GROUP/VERSION");
    }

    private static Failure Unusable(ReceiverResource resource, string why) =>
        Failure.Terminal(ReceiverReasons.ResourceUnreachable, $"resource {resource.Kind} '{resource.Name}' {why}");
}
