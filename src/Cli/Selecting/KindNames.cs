using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Selecting;

/// <summary>The names of the three kinds as users write them.</summary>
internal static class KindNames
{
    /// <summary>The three kinds, in the order in which tables show them.</summary>
    public static readonly IReadOnlyList<ResourceKind> All = [ResourceKinds.ImageRepository, ResourceKinds.ImagePolicy,
        ResourceKinds.ImageUpdateAutomation];

    /// <summary>The name of a kind in commands.</summary>
    public static string Short(ResourceKind kind) =>
        kind == ResourceKinds.ImageRepository ? "repository" : kind == ResourceKinds.ImagePolicy ? "policy"
        : kind == ResourceKinds.ImageUpdateAutomation ? "automation" : kind.Kind;

    /// <summary>
    /// Reads <c>KIND/NAME</c> or <c>KIND/NAMESPACE/NAME</c>, for example <c>policy/web</c> or <c>imagepolicy/shop/web</c>.
    /// </summary>
    /// <param name="text">As it was written.</param>
    /// <param name="ns">Namespace that an option names; null for none.</param>
    public static Result<(ResourceKind Kind, ObjectName Name)> ParseObject(string text, string? ns)
    {
        if (text.Split('/', 2) is not [var kind, var name] || Find(kind) is not { } found)
            return Failure.Terminal(
                "InvalidObject",
                $"'{text}' names no object; write repository/NAME, policy/NAME or automation/NAME, also with NAMESPACE/NAME");
        return ObjectName.Parse(name, ns).Then<(ResourceKind, ObjectName)>(n => (found, n));
    }

    private static ResourceKind? Find(string name) => name.ToLowerInvariant() switch
    {
        "repository" or "repositories" or "imagerepository" or "imagerepositories" => ResourceKinds.ImageRepository,
        "policy" or "policies" or "imagepolicy" or "imagepolicies" => ResourceKinds.ImagePolicy,
        "automation" or "automations" or "update" or "updates" or "imageupdateautomation" or "imageupdateautomations" =>
            ResourceKinds.ImageUpdateAutomation,
        _ => null,
    };
}
