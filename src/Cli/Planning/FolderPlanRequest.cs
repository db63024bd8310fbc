using ImageAutomation.ImageUpdater.Editing;

namespace ImageAutomation.Cli.Planning;

/// <summary>What to plan on.</summary>
/// <param name="Folder">Full path of the folder.</param>
/// <param name="Path">Folder or file below it; null or empty for all.</param>
/// <param name="Filter">Takes files by their path below <paramref name="Path"/>.</param>
/// <param name="PoliciesText">ImagePolicy resources with what they elected.</param>
/// <param name="PoliciesName">Where they came from, for messages.</param>
internal sealed record FolderPlanRequest(string Folder, string? Path, PathFilter Filter, string PoliciesText, string PoliciesName);
