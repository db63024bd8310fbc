using ImageAutomation.ImageUpdater.Editing;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>A file of a tree that can hold targets, or that holds a marker and a problem.</summary>
/// <param name="Path">Path from the root of the repository.</param>
/// <param name="Blob">Id of its content, as hexadecimal digits.</param>
/// <param name="Marked">Its marked targets; null with image fields.</param>
/// <param name="Fields">Its image fields; null with markers.</param>
internal sealed record IndexedFile(string Path, string Blob, FileTargets? Marked, FileImageFields? Fields)
{
    /// <summary>Why the file is left alone; null when it was read.</summary>
    public FileProblem? Problem => Marked?.Problem ?? Fields?.Problem;
}
