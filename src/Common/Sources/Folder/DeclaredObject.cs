namespace ImageAutomation.Common.Sources.Folder;

/// <summary>An object as a file declares it, with defaults filled in.</summary>
/// <param name="Id">Kind and key.</param>
/// <param name="File">File, relative to the folder.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Manifest">Content without status.</param>
internal sealed record DeclaredObject(ResourceId Id, string File, int Line, JsonText Manifest);
