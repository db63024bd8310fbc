using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>How long a repository's registry may take. Pure.</summary>
internal static class ScanTimeout
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary><c>spec.timeout</c>, or the interval; at least a second, at most what the operator allows.</summary>
    public static TimeSpan Of(ImageRepository repository, ReflectorOptions options)
    {
        var given = repository.Spec.Timeout?.Value ?? repository.Spec.Interval.Value;
        if (given < Shortest) given = Shortest;
        return given < options.MaxTimeout ? given : options.MaxTimeout;
    }
}
