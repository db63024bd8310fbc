using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing.ImageFields;

/// <summary>The image fields of one file; independent of which policies exist.</summary>
/// <param name="Path">Path of the file, as given.</param>
/// <param name="Fields">The fields, in the order of their bytes.</param>
/// <param name="Problem">Why the file was not read; null when it was.</param>
public sealed record FileImageFields(string Path, IReadOnlyList<ImageField> Fields, FileProblem? Problem);
