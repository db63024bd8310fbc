using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>Applies <c>update.path</c> to a list of paths.</summary>
public static class UpdatePath
{
    /// <summary>Selects the files below a folder, or one file.</summary>
    /// <param name="paths">All paths of the tree, with <c>/</c>, relative to its root; order is kept.</param>
    /// <param name="path"><c>update.path</c>; null, empty, <c>.</c> and <c>./</c> mean the root. <c>..</c> cannot leave the root.</param>
    /// <returns>Each file with its path relative to the folder; or a transient failure <c>UpdateFailed</c> when nothing is there.</returns>
    public static Result<IReadOnlyList<(string Path, string Relative)>> Select(IEnumerable<string> paths, string? path)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var root = Clean(path);
        var selected = new List<(string Path, string Relative)>();
        foreach (var candidate in paths)
        {
            if (root.Length == 0) selected.Add((candidate, candidate));
            else if (candidate == root) selected.Add((candidate, candidate[(candidate.LastIndexOf('/') + 1)..]));
            else if (candidate.StartsWith(root, StringComparison.Ordinal) && candidate[root.Length] == '/')
                selected.Add((candidate, candidate[(root.Length + 1)..]));
        }

        if (selected.Count == 0 && root.Length > 0)
        {
            return Failure.Transient(Reasons.UpdateFailed, $"walking path for files: {root}: no such file or directory");
        }

        return selected;
    }

    /// <summary>Whether <c>..</c> would lead out of the root, where it stops.</summary>
    /// <param name="path">As the user wrote it.</param>
    public static bool LeavesRoot(string? path)
    {
        var depth = 0;
        foreach (var step in (path ?? "").Split('/'))
        {
            if (step == ".." && --depth < 0) return true;
            if (step is not ("" or "." or "..")) depth++;
        }

        return false;
    }

    /// <summary>The path without <c>.</c>, <c>..</c> and empty steps, and without slashes around it; empty for the root.</summary>
    /// <param name="path">As the user wrote it.</param>
    public static string Clean(string? path)
    {
        var steps = new List<string>();
        foreach (var step in (path ?? "").Split('/'))
        {
            if (step == ".." && steps.Count > 0) steps.RemoveAt(steps.Count - 1);
            else if (step is not ("" or "." or "..")) steps.Add(step);
        }

        return string.Join('/', steps);
    }
}
