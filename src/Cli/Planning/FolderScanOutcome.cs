namespace ImageAutomation.Cli.Planning;

/// <summary>What a scan found.</summary>
/// <param name="Files">Files that passed the screen, by path.</param>
/// <param name="FilesRead">How many files were read.</param>
/// <param name="Problems">Files and folders that could not be read.</param>
/// <param name="LeftAlone">Files that were read and could not be edited whatever is in them, with the reason.</param>
internal sealed record FolderScanOutcome(
    IReadOnlyList<FoundFile> Files, int FilesRead, IReadOnlyList<string> Problems, IReadOnlyList<string> LeftAlone);
