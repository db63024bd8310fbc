using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Finds files in a tree. Needs memory for what it finds, not for what the tree holds.</summary>
internal static class TreeWalk
{
    /// <summary>Most links followed for one path.</summary>
    public const int MaxLinks = 40;

    /// <summary>Files, links and submodules below a path that are wanted.</summary>
    /// <param name="session">Objects.</param>
    /// <param name="treeOrCommit">A tree, or a commit for its root.</param>
    /// <param name="path">Folder or file, clean; empty for everything.</param>
    /// <param name="wants">Which to hand over; null for all.</param>
    /// <returns>Sorted by path, ordinal; kind <see cref="GitFailureKind.PathNotFound"/> when the path is not there.</returns>
    public static Result<IReadOnlyList<TreeFile>> List(
        ObjectSession session, ObjectId treeOrCommit, string path, Func<TreeFile, bool>? wants)
    {
        if (!Find(session, treeOrCommit, path).TryGet(out var top, out var failure)) return failure;
        if (top is null) return GitFailures.Transient(GitFailureKind.PathNotFound, $"path '{path}' does not exist in the repository");
        if (top.Kind != TreeEntryKind.Directory) return wants?.Invoke(top) == false ? [] : new[] { top };

        var files = new List<TreeFile>();
        var folders = new Stack<(string Path, ObjectId Id)>();
        folders.Push((path, top.Id));
        while (folders.TryPop(out var folder))
        {
            var visited = session.Visit(folder.Id, (name, mode, id) =>
            {
                if (!GitPath.IsSafeName(name)) return;
                var here = GitPath.Join(folder.Path, GitPath.Decode(name));
                if (TreeEntry.KindOf(mode) == TreeEntryKind.Directory) folders.Push((here, id));
                else if (new TreeFile(here, mode, id) is var file && wants?.Invoke(file) != false) files.Add(file);
            });
            if (visited.Failure is { } unread) return unread;
            if (folder.Path.Length > session.Place.Limits.MaxPathLength)
                return session.TooMuch($"a path of {folder.Path.Length} characters");
            if (files.Count > session.Place.Limits.MaxFiles)
                return session.TooMuch($"more than {session.Place.Limits.MaxFiles} files of interest");
        }

        files.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return files;
    }

    /// <summary>The file, link, submodule or folder at a path; links are not followed.</summary>
    /// <returns>What is there; null when nothing is.</returns>
    public static Result<TreeFile?> Find(ObjectSession session, ObjectId treeOrCommit, string path)
    {
        if (!session.RootOf(treeOrCommit).TryGet(out var root, out var failure)) return failure;
        var current = new TreeFile("", TreeEntry.DirectoryMode, root);
        if (path.Length == 0) return current;
        foreach (var part in path.Split('/'))
        {
            if (current.Kind != TreeEntryKind.Directory) return (TreeFile?)null;
            if (!session.Tree(current.Id).TryGet(out var tree, out failure)) return failure;
            if (tree.Find(part) is not { } entry) return (TreeFile?)null;
            current = new TreeFile(GitPath.Join(current.Path, part), entry.Mode, entry.Id);
        }

        return current;
    }

    /// <summary>Follows links inside the tree to what a path finally means. Nothing outside the tree is ever looked at.</summary>
    /// <returns>
    /// The file, folder or submodule, under its own path; null when a link leads to nothing. Kind <see cref="GitFailureKind.PathNotFound"/>
    /// when a link
    /// leads out of the repository, or links go in a circle.
    /// </returns>
    public static Result<TreeFile?> Follow(ObjectSession session, ObjectId treeOrCommit, string path)
    {
        var todo = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var done = new List<string>();
        var links = 0;
        while (todo.TryPop(out var part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                if (done.Count == 0) return Leaves(path);
                done.RemoveAt(done.Count - 1);
                continue;
            }

            done.Add(part);
            if (!Find(session, treeOrCommit, string.Join('/', done)).TryGet(out var here, out var failure)) return failure;
            if (here is null) return (TreeFile?)null;
            if (here.Kind != TreeEntryKind.Symlink) continue;
            if (++links > MaxLinks)
                return GitFailures.Transient(GitFailureKind.PathNotFound, $"'{path}' goes through more than {MaxLinks} links");
            if (!session.Read(here.Id).TryGet(out var target, out failure)) return failure;
            if (target is null) return session.Damage($"file content {here.Id} is missing");
            // no path is that long
            if (target.Content.Length > session.Place.Limits.MaxPathLength || target.SizeNotRead is not null) return (TreeFile?)null;
            var text = GitPath.Decode(target.Content.Span);
            if (text.StartsWith('/')) return Leaves(path);
            done.RemoveAt(done.Count - 1);
            foreach (var next in text.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) todo.Push(next);
        }

        return Find(session, treeOrCommit, string.Join('/', done));
    }

    private static Failure Leaves(string path) =>
        GitFailures.Transient(GitFailureKind.PathNotFound, $"'{path}' leads out of the repository");
}
