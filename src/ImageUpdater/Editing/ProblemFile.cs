using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>A file that was left alone.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Problem">Why, and where.</param>
public sealed record ProblemFile(string File, FileProblem Problem);
