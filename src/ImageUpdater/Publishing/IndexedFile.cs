using ImageAutomation.ImageUpdater.Editing;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>A file of a tree that holds targets, or a marker and a problem.</summary>
/// <param name="Path">Path from the root of the repository.</param>
/// <param name="Blob">Id of its content, as hexadecimal digits.</param>
/// <param name="Targets">Its targets.</param>
internal sealed record IndexedFile(string Path, string Blob, FileTargets Targets);
