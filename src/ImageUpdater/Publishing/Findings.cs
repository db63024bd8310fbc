using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Publishing.Index;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>What a plan found besides changes.</summary>
/// <param name="Holds">Values in Git that stand against an election.</param>
/// <param name="Skipped">Files that are left alone, by path.</param>
/// <param name="Unbound">Markers whose policy was not among those of the run, by path and position.</param>
/// <param name="Dead">Markers from which nothing follows whatever policies there are, by path and line.</param>
public sealed record Findings(
    IReadOnlyList<HoldEntry> Holds, IReadOnlyList<SkippedFile> Skipped, IReadOnlyList<UnboundMarker> Unbound,
    IReadOnlyList<IgnoredMarkerEntry> Dead)
{
    /// <summary>Markers whose policy has elected nothing yet, by path and position; told by previews only.</summary>
    public IReadOnlyList<UnboundMarker> Waiting { get; init; } = [];
}
