using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>What differs between two trees. Only folders that differ are read.</summary>
internal static class TreeDiff
{
    /// <summary>Compares two trees down to files.</summary>
    /// <param name="session">Objects.</param>
    /// <param name="before">A tree or a commit; null stands for nothing at all.</param>
    /// <param name="after">A tree or a commit; null stands for nothing at all.</param>
    /// <param name="path">Folder or file to look below, clean; empty for everything.</param>
    /// <param name="wants">Which changes to hand over; null for all.</param>
    /// <returns>
    /// Sorted by path, ordinal. A file that becomes a folder is one entry that goes and others that come. Renames are not guessed.
    /// </returns>
    public static Result<IReadOnlyList<TreeChange>> Compare(
        ObjectSession session, ObjectId? before, ObjectId? after, string path, Func<TreeChange, bool>? wants)
    {
        TreeFile? old = null;
        TreeFile? now = null;
        if (before is { } left && !TreeWalk.Find(session, left, path).TryGet(out old, out var failure)) return failure;
        if (after is { } right && !TreeWalk.Find(session, right, path).TryGet(out now, out failure)) return failure;

        var changes = new List<TreeChange>();
        var todo = new Stack<Pair>();
        Compare(new Pair(path, old, now));
        while (todo.TryPop(out var pair))
        {
            if (!View(pair.Old).TryGet(out var olds, out failure) || !View(pair.New).TryGet(out var news, out failure)) return failure;
            foreach (var name in (olds?.Safe ?? []).Concat(news?.Safe ?? []).Select(entry => entry.Name).Distinct(StringComparer.Ordinal))
            {
                var here = GitPath.Join(pair.Path, name);
                Compare(new Pair(here, At(here, olds?.Find(name)), At(here, news?.Find(name))));
            }

            if (pair.Path.Length > session.Place.Limits.MaxPathLength) return session.TooMuch($"a path of {pair.Path.Length} characters");
            if (changes.Count > session.Place.Limits.MaxFiles) return session.TooMuch($"more than {session.Place.Limits.MaxFiles} changes");
        }

        changes.Sort(static (first, second) => string.CompareOrdinal(first.Path, second.Path));
        return changes;

        Result<TreeView?> View(TreeFile? folder) => folder is null ? (TreeView?)null
            : session.Tree(folder.Id).Then<TreeView?>(view => view);

        void Compare(Pair pair)
        {
            if (pair.Old == pair.New) return;
            var oldFolder = pair.Old is { Kind: TreeEntryKind.Directory } ? pair.Old : null;
            var newFolder = pair.New is { Kind: TreeEntryKind.Directory } ? pair.New : null;
            if (oldFolder?.Id != newFolder?.Id) todo.Push(new Pair(pair.Path, oldFolder, newFolder));
            var oldFile = oldFolder is null ? pair.Old : null;
            var newFile = newFolder is null ? pair.New : null;
            if ((oldFile is not null || newFile is not null) && new TreeChange(pair.Path, oldFile, newFile) is var change
                && wants?.Invoke(change) != false)
                changes.Add(change);
        }
    }

    /// <summary>
    /// Which of some paths a commit changes against its first parent; one entry for each changed path, in the order asked.
    /// </summary>
    public static Result<IReadOnlyList<TreeChange>> ChangedPaths(ObjectSession session, CommitObject commit, IReadOnlyList<string> paths)
    {
        var changes = new List<TreeChange>();
        foreach (var path in paths)
        {
            if (!TreeWalk.Find(session, commit.Tree, path).TryGet(out var after, out var failure)) return failure;
            TreeFile? before = null;
            if (commit.Parents.Count > 0 && !TreeWalk.Find(session, commit.Parents[0], path).TryGet(out before, out failure))
                return failure;
            if (before != after) changes.Add(new TreeChange(path, before, after));
        }

        return changes;
    }

    private static TreeFile? At(string path, TreeEntry? entry) => entry is { } found ? new TreeFile(path, found.Mode, found.Id) : null;

    private sealed record Pair(string Path, TreeFile? Old, TreeFile? New);
}
