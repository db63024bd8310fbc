using ImageAutomation.Common.Results;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Git;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>
/// Where the targets of a tree are. A new head costs what differs from the indexed one, not what the repository holds.
/// Immutable; safe to lose.
/// </summary>
internal sealed class TargetsIndex
{
    private readonly IReadOnlyDictionary<string, IndexedFile> files;

    public TargetsIndex(ObjectId commit, IReadOnlyDictionary<string, IndexedFile> files, IReadOnlyList<string> links)
    {
        Commit = commit;
        this.files = files;
        Links = links;
    }

    /// <summary>The commit whose tree is indexed.</summary>
    public ObjectId Commit { get; }

    /// <summary>Symbolic links with a candidate's name: they are read through.</summary>
    public IReadOnlyList<string> Links { get; }

    /// <summary>Files with targets, by path.</summary>
    public IEnumerable<IndexedFile> Files => files.Values.OrderBy(f => f.Path, StringComparer.Ordinal);

    /// <summary>Whether the very same version of a file is in the index.</summary>
    public bool Has(IndexedFile file) => files.TryGetValue(file.Path, out var known) && known.Blob == file.Blob;

    /// <summary>Files with targets below a path, by path.</summary>
    public IEnumerable<IndexedFile> Below(string path) => Files.Where(f => GitPath.IsWithin(f.Path, path));

    /// <summary>Index of a commit, from the index of another one when there is one.</summary>
    public static async Task<Result<TargetsIndex>> OfAsync(GitMirror mirror, ObjectId commit, TargetFinder finder, TargetsIndex? known, CancellationToken cancellationToken)
    {
        if (known?.Commit == commit) return known;
        if (known is not null)
        {
            var changed = await mirror.DiffTreesAsync(known.Commit, commit, "", cancellationToken);
            if (changed.TryGet(out var changes, out _)) return await known.ApplyAsync(mirror, commit, finder, changes, cancellationToken);
            // The indexed commit is gone from the mirror: start anew.
        }

        return await BuildAsync(mirror, commit, finder, cancellationToken);
    }

    private static async Task<Result<TargetsIndex>> BuildAsync(GitMirror mirror, ObjectId commit, TargetFinder finder, CancellationToken cancellationToken)
    {
        if (!(await mirror.ListTreeAsync(commit, "", cancellationToken)).TryGet(out var all, out var failure)) return failure;
        var hits = all;
        if (finder.UsesMarkers && !(await mirror.ScreenAsync(commit, TargetFinder.Marker, "", cancellationToken)).TryGet(out hits, out failure)) return failure;
        var links = all.Where(IsLink).Select(f => f.Path).ToList();
        return await LocateAsync(mirror, commit, finder, new Dictionary<string, IndexedFile>(StringComparer.Ordinal), [.. hits.Where(IsCandidate)], links, cancellationToken);
    }

    private async Task<Result<TargetsIndex>> ApplyAsync(GitMirror mirror, ObjectId commit, TargetFinder finder, IReadOnlyList<TreeChange> changes, CancellationToken cancellationToken)
    {
        var next = new Dictionary<string, IndexedFile>(files, StringComparer.Ordinal);
        var links = Links.ToHashSet(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            next.Remove(change.Path);
            links.Remove(change.Path);
            if (change.New is { } link && IsLink(link)) links.Add(link.Path);
        }

        var read = changes.Select(c => c.New).OfType<TreeFile>().Where(IsCandidate).ToList();
        return await LocateAsync(mirror, commit, finder, next, read, [.. links.Order(StringComparer.Ordinal)], cancellationToken);
    }

    private static async Task<Result<TargetsIndex>> LocateAsync(
        GitMirror mirror, ObjectId commit, TargetFinder finder, Dictionary<string, IndexedFile> result, List<TreeFile> read, IReadOnlyList<string> links, CancellationToken cancellationToken)
    {
        foreach (var link in links)
        {
            // A link out of the repository, or to nothing, is left alone.
            if ((await mirror.FollowAsync(commit, link, cancellationToken)).TryGet(out var target, out _) && target is { Kind: TreeEntryKind.File } && !IsCandidate(target))
                read.Add(target);
        }

        var located = await mirror.ReadBlobsAsync([.. read.Select(f => f.Id)], (i, bytes) =>
        {
            if (finder.Locate(read[i].Path, read[i].Id, bytes) is { } file) result[file.Path] = file;
        }, cancellationToken);
        return located.Failure is { } failure ? failure : new TargetsIndex(commit, result, links);
    }

    private static bool IsCandidate(TreeFile file) => file.Kind == TreeEntryKind.File && FileScreening.IsCandidate(file.Path);

    private static bool IsLink(TreeFile file) => file.Kind == TreeEntryKind.Symlink && FileScreening.IsCandidate(file.Path);
}
