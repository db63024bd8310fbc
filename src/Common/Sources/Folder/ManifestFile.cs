using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>What one file of the folder holds.</summary>
/// <param name="Path">Path relative to the folder, with <c>/</c>.</param>
/// <param name="Stamp">Changes when the file changes.</param>
/// <param name="Objects">Objects of our kinds that are valid.</param>
/// <param name="Kept">Objects whose new text is invalid: what was last good stays.</param>
/// <param name="IsReadable">Whether the file as a whole could be read and parsed.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record ManifestFile(
    string Path,
    FileStamp Stamp,
    IReadOnlyList<DeclaredObject> Objects,
    IReadOnlySet<ResourceId> Kept,
    bool IsReadable,
    IReadOnlyList<ManifestProblem> Problems);

/// <summary>Something that is wrong with a file, or an object in it. What it means for stored objects is not decided here.</summary>
/// <param name="Line">1-based line; 0 when the whole file is meant.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Object">The object whose new text is invalid; null: none, or all of the file.</param>
internal sealed record ManifestProblem(int Line, string Message, ResourceId? Object = null);

/// <summary>Enough of a file's metadata to notice a change.</summary>
internal readonly record struct FileStamp(DateTime ModifiedUtc, long Length, ulong Number);

/// <summary>Kind and key of an object.</summary>
internal readonly record struct ResourceId(string Kind, ObjectKey Key)
{
    public override string ToString() => $"{Kind} {Key}";
}
