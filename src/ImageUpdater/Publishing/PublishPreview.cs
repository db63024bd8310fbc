using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.ImageUpdater.Publishing.Planning;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>What a run would write.</summary>
/// <param name="Revision">What it is based on.</param>
/// <param name="Files">Files before and after, by path.</param>
/// <param name="Changes">Changes, by path and position.</param>
/// <param name="Message">Commit message; empty when nothing would be committed.</param>
/// <param name="Holds">Values in Git that stand against an election.</param>
/// <param name="Skipped">Files that are left alone, by path.</param>
public sealed record PublishPreview(
    string Revision, IReadOnlyList<FilePreview> Files, IReadOnlyList<Change> Changes, string Message, IReadOnlyList<HoldEntry> Holds, IReadOnlyList<SkippedFile> Skipped)
{
    /// <summary>Markers that name no policy of the automation's namespace, by path and position.</summary>
    public IReadOnlyList<UnboundMarker> Unbound { get; init; } = [];

    /// <summary>Markers whose policy has elected nothing yet, by path and position.</summary>
    public IReadOnlyList<UnboundMarker> Waiting { get; init; } = [];
}
