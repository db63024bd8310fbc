using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>A file of a tree that can hold targets, or that holds a marker and a problem.</summary>
/// <param name="Path">Path from the root of the repository.</param>
/// <param name="Blob">Id of its content, as hexadecimal digits.</param>
/// <param name="Marked">Its marked targets; null with image fields.</param>
/// <param name="Fields">Its image fields; null with markers.</param>
internal sealed record IndexedFile(string Path, string Blob, FileTargets? Marked, FileImageFields? Fields)
{
    /// <summary>Why the file is left alone; null when it was read.</summary>
    [JsonIgnore]
    public FileProblem? Problem => Marked?.Problem ?? Fields?.Problem;

    /// <summary>
    /// Why nothing in the file is updated; null when something may be, as in clear marker lines of a file that is not YAML.
    /// </summary>
    [JsonIgnore]
    public SkippedFile? Skipped => Problem is { } problem && Marked is not { Targets.Count: > 0 } ? new SkippedFile
    {
        Path = Path,
        Reason = problem.ToString(),
    } : null;
}
