using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Publishing.Planning;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>What a run would write.</summary>
/// <param name="Revision">What it is based on.</param>
/// <param name="Files">Files before and after, by path.</param>
/// <param name="Changes">Changes, by path and position.</param>
/// <param name="Message">Commit message; empty when nothing would be committed.</param>
/// <param name="Findings">What the plan found besides changes.</param>
public sealed record PublishPreview(
    string Revision, IReadOnlyList<FilePreview> Files, IReadOnlyList<Change> Changes, string Message, Findings Findings);
