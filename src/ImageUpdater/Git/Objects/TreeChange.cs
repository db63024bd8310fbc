namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>A path that differs between two trees.</summary>
/// <param name="Path">Path from the root of the repository.</param>
/// <param name="Old">Before; null when the path is new.</param>
/// <param name="New">After; null when the path is gone.</param>
public sealed record TreeChange(string Path, TreeFile? Old, TreeFile? New);
