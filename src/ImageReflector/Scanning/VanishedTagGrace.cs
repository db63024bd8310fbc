using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>How long an elected tag has to be missing before it is given up.</summary>
/// <param name="Span">The time; null: for ever.</param>
/// <param name="Fault">What is wrong with the annotation; until it is mended the tag stays.</param>
public readonly record struct VanishedTagGrace(TimeSpan? Span, string? Fault = null)
{
    /// <summary>Reads the annotation of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="options">The default.</param>
    public static VanishedTagGrace Of(ImageRepository repository, ReflectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        return repository.Metadata.Annotations?.GetValueOrDefault(WellKnown.VanishedTagGraceAnnotation) switch
        {
            null => new(options.VanishedTagGrace),
            "never" => new(null),
            var text when GoDuration.TryParse(text, out var duration) => new(duration.Value),
            var text =>
                new(null,
                    $"annotation {WellKnown.VanishedTagGraceAnnotation} of ImageRepository {repository.Key} "
                        + $"is '{(text.Length > 40 ? text[..40] : text)}' and neither a duration (such as 24h) nor never"),
        };
    }
}
