using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Gathers policy changes that come close together into one commit.</summary>
public sealed record UpdateBatch
{
    /// <summary>A run starts when no policy changed for this long; default 250 ms.</summary>
    public GoDuration? QuietPeriod { get; init; }

    /// <summary>A run starts at the latest this long after the first change; default 5 s.</summary>
    public GoDuration? MaxDelay { get; init; }
}
