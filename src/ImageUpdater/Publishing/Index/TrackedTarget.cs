using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>A target on its way back through history.</summary>
internal sealed class TrackedTarget(string path, Target target)
{
    /// <summary>The target at the base.</summary>
    public Target Target => target;

    /// <summary>Its identity.</summary>
    public TargetId Id { get; } = TargetId.Of(target);

    /// <summary>Where it was at the commits that are looked at now; another path before a move.</summary>
    public string Path { get; set; } = path;

    /// <summary>What an automation last put there; null so far.</summary>
    public string? Anchor { get; set; }
}
