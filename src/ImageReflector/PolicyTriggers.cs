using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageReflector;

/// <summary>Which changes of a repository change what its policies publish. Pure.</summary>
internal static class PolicyTriggers
{
    /// <summary>Whether the policies of a repository have to run.</summary>
    /// <param name="before">As it was; null: new.</param>
    /// <param name="after">As it is; null: gone.</param>
    /// <returns>
    /// True when it came or went, when its tags changed, and when they are those of another image: an image that moved to another
    /// registry has the same tags, and the policies would go on publishing the old address.
    /// </returns>
    public static bool Concerns(ImageRepository? before, ImageRepository? after)
    {
        if (before is null || after is null) return before != after;
        return before.Status.LastScanResult?.Revision != after.Status.LastScanResult?.Revision
            || before.Status.CanonicalImageName != after.Status.CanonicalImageName
            || (before.Spec.Image != after.Spec.Image && IsScanned(after));
    }

    // Another spelling of the same image needs no scan, but it is what policies publish.
    private static bool IsScanned(ImageRepository repository) =>
        RepositoryName.ParseImage(repository.Spec.Image).TryGet(out var image, out _)
        && image.Canonical == repository.Status.CanonicalImageName;
}
