namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>A file that a run would change.</summary>
/// <param name="Path">Path from the root of the repository.</param>
/// <param name="Before">Its bytes at the base.</param>
/// <param name="After">Its bytes in the commit.</param>
public sealed record FilePreview(string Path, ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After);
