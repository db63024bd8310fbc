using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Editing.Splicing;

/// <summary>What a setter writes for an elected image.</summary>
public static class SetterValue
{
    /// <summary>Text for a part of an image.</summary>
    /// <param name="latest">The elected image.</param>
    /// <param name="part">The part; <see cref="TargetPart.Digest"/> gives the empty text when there is no digest.</param>
    public static string For(ImageRef latest, TargetPart part)
    {
        ArgumentNullException.ThrowIfNull(latest);
        return part switch
        {
            TargetPart.Name => latest.Name,
            TargetPart.Tag => latest.Tag,
            TargetPart.Digest => latest.Digest ?? "",
            TargetPart.TagAndDigest => string.IsNullOrEmpty(latest.Digest) ? latest.Tag : $"{latest.Tag}@{latest.Digest}",
            _ => latest.ToString(),
        };
    }

    /// <summary>Text for a target: of an image field with the repository as its file writes it.</summary>
    /// <param name="latest">The elected image.</param>
    /// <param name="target">The target.</param>
    public static string For(ImageRef latest, Target target)
    {
        ArgumentNullException.ThrowIfNull(latest);
        ArgumentNullException.ThrowIfNull(target);
        return For(target.WrittenName is { } name ? latest with { Name = name } : latest, target.Part);
    }

    /// <summary>
    /// Checks that an elected image is an image reference; one that is not fails the whole run, whether or not it is used.
    /// </summary>
    /// <param name="latest">The elected image.</param>
    /// <returns>The image, or a transient failure <c>UpdateFailed</c> with the reference's words.</returns>
    public static Result<ImageRef> Check(ImageRef latest)
    {
        ArgumentNullException.ThrowIfNull(latest);
        return ImageName.TryParse(latest.ToString(), out _)
            ? latest
            : Failure.Transient(Reasons.UpdateFailed, $"encountered invalid image ref \"{latest}\"");
    }
}
