namespace ImageAutomation.Cli.Planning;

/// <summary>A file that passed the screen.</summary>
/// <param name="Path">Path below the folder, with <c>/</c>.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record FoundFile(string Path, ReadOnlyMemory<byte> Content);
