using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;

namespace ImageAutomation.Cli.Selecting;

/// <summary>The names of the three kinds as users write them.</summary>
internal static class KindNames
{
    /// <summary>The three kinds, in the order in which tables show them.</summary>
    public static readonly IReadOnlyList<ResourceKind> All = [ResourceKinds.ImageRepository, ResourceKinds.ImagePolicy, ResourceKinds.ImageUpdateAutomation];

    /// <summary>The name of a kind in commands.</summary>
    public static string Short(ResourceKind kind) =>
        kind == ResourceKinds.ImageRepository ? "repository" : kind == ResourceKinds.ImagePolicy ? "policy" : kind == ResourceKinds.ImageUpdateAutomation ? "automation" : kind.Kind;

    /// <summary>Reads <c>KIND/NAME</c>, for example <c>policy/web</c> or <c>imagepolicy/web</c>.</summary>
    public static Result<(ResourceKind Kind, string Name)> ParseObject(string text)
    {
        if (text.Split('/') is [var kind, { Length: > 0 } name] && Find(kind) is { } found) return (found, name);
        return Failure.Terminal("InvalidObject", $"'{text}' names no object; write repository/NAME, policy/NAME or automation/NAME");
    }

    private static ResourceKind? Find(string name) => name.ToLowerInvariant() switch
    {
        "repository" or "repositories" or "imagerepository" or "imagerepositories" => ResourceKinds.ImageRepository,
        "policy" or "policies" or "imagepolicy" or "imagepolicies" => ResourceKinds.ImagePolicy,
        "automation" or "automations" or "update" or "updates" or "imageupdateautomation" or "imageupdateautomations" => ResourceKinds.ImageUpdateAutomation,
        _ => null,
    };
}
