namespace ImageAutomation.Common.Sources.Folder;

/// <summary>Something in the folder that could not be taken over.</summary>
/// <param name="File">File, relative to the folder.</param>
/// <param name="Line">1-based line; 0 when the whole file is meant.</param>
/// <param name="Message">What is wrong, and what was done about it.</param>
public sealed record FolderProblem(string File, int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}
