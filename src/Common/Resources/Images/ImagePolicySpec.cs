using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Spec of an <see cref="ImagePolicy"/>.</summary>
public sealed record ImagePolicySpec
{
    /// <summary>
    /// What an object has that was stored without a spec, which the CRDs allow: every required field is empty, so that its condition can
    /// say so.
    /// </summary>
    internal static readonly ImagePolicySpec Missing = new() { ImageRepositoryRef = new() { Name = "" }, Policy = new() };

    /// <summary>The repository whose tags are candidates.</summary>
    public required NamespacedObjectReference ImageRepositoryRef { get; init; }

    /// <summary>The order; a union whose first member set in the order semver, alphabetical, numerical counts.</summary>
    public required ImagePolicyChoice Policy { get; init; }

    /// <summary>Filters tags, and extracts the part that is ordered.</summary>
    public TagFilter? FilterTags { get; init; }

    /// <summary>One of <see cref="DigestReflection"/>; null means <c>Never</c>.</summary>
    public string? DigestReflectionPolicy { get; init; }

    /// <summary>How often the digest is looked up; only with <c>Always</c>.</summary>
    public GoDuration? Interval { get; init; }

    /// <summary>Whether the policy is at rest.</summary>
    public bool Suspend { get; init; }
}
