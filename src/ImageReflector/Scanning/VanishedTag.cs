using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>When an election may only move backwards after the registry confirmed that the elected tag is gone. Pure.</summary>
internal static class VanishedTag
{
    /// <summary>Whether the previous election has to be asked about before it is given up.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="image">Image of its repository, as written.</param>
    /// <param name="compiled">The policy's order.</param>
    /// <param name="tags">Tags of the last listing.</param>
    /// <param name="isLeftOut">Whether the repository or a person leaves a tag out.</param>
    /// <param name="elected">What these tags elect; null: nothing.</param>
    /// <returns>
    /// True when the same spec elected a tag before that is above the new one and is missing from the listing, though nobody left it out.
    /// </returns>
    public static bool NeedsConfirmation(
        ImagePolicy policy, string image, CompiledPolicy compiled, IReadOnlyList<string> tags, Func<string, bool> isLeftOut,
        string? elected)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(compiled);
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentNullException.ThrowIfNull(isLeftOut);
        return policy.Status.LatestRef is { } latest
            && policy.Status.ObservedGeneration == policy.Metadata.Generation // an edit of the spec needs no confirmation
            && latest.Name == image
            && latest.Tag != elected
            && compiled.Admits(latest.Tag)
            && (elected is null || compiled.IsAbove(latest.Tag, elected))
            && !isLeftOut(latest.Tag)
            && !tags.Contains(latest.Tag);
    }
}
