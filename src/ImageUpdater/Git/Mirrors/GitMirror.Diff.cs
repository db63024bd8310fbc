using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

public sealed partial class GitMirror
{
    /// <summary>What differs between two trees, down to files. Only folders that differ are read.</summary>
    /// <param name="before">A tree or a commit; null stands for nothing at all.</param>
    /// <param name="after">A tree or a commit; null stands for nothing at all.</param>
    /// <param name="path">Folder or file to look below, clean; empty for everything.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Sorted by path, ordinal. A file that becomes a folder is one entry that goes and others that come. Renames are not guessed.</returns>
    public async Task<Result<IReadOnlyList<TreeChange>>> DiffTreesAsync(ObjectId? before, ObjectId? after, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        TreeFile? old = null;
        TreeFile? now = null;
        if (before is { } left && !(await FindAsync(left, path, cancellationToken)).TryGet(out old, out var failure)) return failure;
        if (after is { } right && !(await FindAsync(right, path, cancellationToken)).TryGet(out now, out failure)) return failure;

        var changes = new List<TreeChange>();
        var level = new List<Pair>();
        Compare(new Pair(path, old, now), changes, level);
        while (level.Count > 0)
        {
            var ids = level.SelectMany(pair => new[] { pair.Old, pair.New }).OfType<TreeFile>().Select(file => file.Id).Distinct().ToList();
            if (!(await TreesAsync(ids, cancellationToken)).TryGet(out var trees, out failure)) return failure;
            var views = ids.Zip(trees).ToDictionary(row => row.First, row => row.Second);
            var next = new List<Pair>();
            foreach (var pair in level)
            {
                var olds = pair.Old is null ? null : views[pair.Old.Id];
                var news = pair.New is null ? null : views[pair.New.Id];
                foreach (var name in (olds?.Safe ?? []).Concat(news?.Safe ?? []).Select(entry => entry.Name).Distinct(StringComparer.Ordinal))
                {
                    var here = GitPath.Join(pair.Path, name);
                    Compare(new Pair(here, At(here, olds?.Find(name)), At(here, news?.Find(name))), changes, next);
                }
            }

            level = next;
        }

        changes.Sort(static (first, second) => string.CompareOrdinal(first.Path, second.Path));
        return changes;
    }

    private static TreeFile? At(string path, TreeEntry? entry) => entry is { } found ? new TreeFile(path, found.Mode, found.Id) : null;

    private static void Compare(Pair pair, List<TreeChange> changes, List<Pair> folders)
    {
        if (pair.Old == pair.New) return;
        var oldFolder = pair.Old is { Kind: TreeEntryKind.Directory } ? pair.Old : null;
        var newFolder = pair.New is { Kind: TreeEntryKind.Directory } ? pair.New : null;
        if (oldFolder?.Id != newFolder?.Id) folders.Add(new Pair(pair.Path, oldFolder, newFolder));
        var oldFile = oldFolder is null ? pair.Old : null;
        var newFile = newFolder is null ? pair.New : null;
        if (oldFile is not null || newFile is not null) changes.Add(new TreeChange(pair.Path, oldFile, newFile));
    }

    private sealed record Pair(string Path, TreeFile? Old, TreeFile? New);
}
