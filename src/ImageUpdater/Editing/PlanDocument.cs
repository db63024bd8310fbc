using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>The JSON document of <c>imgauto plan -o json</c>.</summary>
/// <param name="Changes">The changes, in the order of files and bytes.</param>
public sealed record PlanDocument(IReadOnlyList<Change> Changes);
