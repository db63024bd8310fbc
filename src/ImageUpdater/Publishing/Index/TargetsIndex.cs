using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>
/// Where the targets of a tree are. A new head costs what differs from the indexed one, not what the repository holds.
/// Immutable; safe to lose.
/// </summary>
internal sealed class TargetsIndex
{
    private readonly IReadOnlyDictionary<string, IndexedFile> files;

    public TargetsIndex(ObjectId commit, IReadOnlyDictionary<string, IndexedFile> files, IReadOnlyDictionary<string, string?> links)
    {
        Commit = commit;
        this.files = files;
        Links = links;
    }

    /// <summary>The commit whose tree is indexed.</summary>
    public ObjectId Commit { get; }

    /// <summary>
    /// Symbolic links with a candidate's name, and the file that each leads to: they are read through. Null: it leads to no file here.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Links { get; }

    /// <summary>Files with targets, by path.</summary>
    public IEnumerable<IndexedFile> Files => files.Values.OrderBy(f => f.Path, StringComparer.Ordinal);

    /// <summary>Whether the very same version of a file is in the index.</summary>
    public bool Has(IndexedFile file) => files.TryGetValue(file.Path, out var known) && known.Blob == file.Blob;

    /// <summary>Files with targets below a path, by path: those that lie there, and those that a link from there leads to.</summary>
    public IEnumerable<IndexedFile> Below(string path)
    {
        var linked = Links.Where(l => GitPath.IsWithin(l.Key, path)).Select(l => l.Value).ToHashSet(StringComparer.Ordinal);
        return Files.Where(f => linked.Contains(f.Path)
            || (GitPath.IsWithin(f.Path, path) && (FileScreening.IsCandidate(f.Path) || FileScreening.IsNearCandidate(f.Path))));
    }

    /// <summary>Index of a commit, from the index of another one when there is one.</summary>
    public static async Task<Result<TargetsIndex>> OfAsync(
        GitMirror mirror, ObjectId commit, TargetFinder finder, TargetsIndex? known, CancellationToken cancellationToken)
    {
        if (known?.Commit == commit) return known;
        if (known is not null)
        {
            var changed = await mirror.Objects.DiffAsync(known.Commit, commit, "", c => finder.IsOfInterest(c.Path)
                || known.files.ContainsKey(c.Path), cancellationToken);
            if (changed.TryGet(out var changes, out _)) return await known.ApplyAsync(mirror, commit, finder, changes, cancellationToken);
            // The indexed commit is gone from the mirror: start anew.
        }

        return await BuildAsync(mirror, commit, finder, cancellationToken);
    }

    private static async Task<Result<TargetsIndex>> BuildAsync(
        GitMirror mirror, ObjectId commit, TargetFinder finder, CancellationToken cancellationToken)
    {
        if (!(await mirror.Objects.ListAsync(commit, "", f => IsOfInterest(f, finder) || IsLink(f), cancellationToken))
            .TryGet(out var all, out var failure))
            return failure;
        IReadOnlyList<TreeFile> files = [.. all.Where(f => IsOfInterest(f, finder))];
        // set on success
        if (finder.UsesMarkers
            && !(await mirror.Objects.SearchAsync(files, FileScreening.HoldsWord, FileScreening.WordLength, cancellationToken))
            .TryGet(out files!, out failure))
            return failure;
        var links = all.Where(IsLink).Select(f => f.Path);
        return await LocateAsync(
            mirror, commit, finder, new Dictionary<string, IndexedFile>(StringComparer.Ordinal), [.. files], links, cancellationToken);
    }

    private async Task<Result<TargetsIndex>> ApplyAsync(
        GitMirror mirror, ObjectId commit, TargetFinder finder, IReadOnlyList<TreeChange> changes, CancellationToken cancellationToken)
    {
        // Files without a candidate's name are there through links, which are followed anew.
        var next = files.Where(f => finder.IsOfInterest(f.Key)).ToDictionary(StringComparer.Ordinal);
        var links = Links.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            next.Remove(change.Path);
            links.Remove(change.Path);
            if (change.New is { } link && IsLink(link)) links.Add(link.Path);
        }

        var read = changes.Select(c => c.New).OfType<TreeFile>().Where(f => IsOfInterest(f, finder)).ToList();
        return await LocateAsync(mirror, commit, finder, next, read, links, cancellationToken);
    }

    private static async Task<Result<TargetsIndex>> LocateAsync(
        GitMirror mirror, ObjectId commit, TargetFinder finder, Dictionary<string, IndexedFile> result, List<TreeFile> read,
        IEnumerable<string> links, CancellationToken cancellationToken)
    {
        var followed = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var link in links)
        {
            // A link out of the repository, or to nothing, is left alone.
            var isFile = (await mirror.Objects.FollowAsync(commit, link, cancellationToken)).TryGet(out var target, out _)
                && target is { IsFile: true };
            followed[link] = isFile ? target!.Path : null; // isFile says that there is one
            if (isFile && !IsCandidate(target!)) read.Add(target!); // isFile says that there is one
        }

        var large = new List<IndexedFile>();
        var located = await mirror.Objects.ReadBlobsAsync([.. read.Select(f => f.Id)], (i, bytes) =>
        {
            if (finder.Locate(read[i].Path, read[i].Id, bytes) is { } file) result[file.Path] = file;
        }, (i, size) => large.Add(finder.TooLarge(read[i].Path, read[i].Id, size)), cancellationToken);
        if (located.Failure is { } failure) return failure;
        foreach (var file in large.Where(f => FileScreening.IsCandidate(f.Path) || followed.ContainsValue(f.Path)))
        {
            // A file that is not read is of interest only with a marker, as any other; it is looked for without our memory.
            if (finder.UsesMarkers)
            {
                var one = read.First(f => f.Path == file.Path);
                if (!(await mirror.Objects.SearchAsync([one], FileScreening.HoldsWord, FileScreening.WordLength, cancellationToken))
                    .TryGet(out var marked, out var notLookedInto))
                    return notLookedInto;
                if (marked.Count == 0) continue;
            }

            result[file.Path] = file;
        }

        return new TargetsIndex(commit, result, followed);
    }

    private static bool IsCandidate(TreeFile file) => file.IsFile && FileScreening.IsCandidate(file.Path);

    private static bool IsOfInterest(TreeFile file, TargetFinder finder) => file.IsFile && finder.IsOfInterest(file.Path);

    private static bool IsLink(TreeFile file) => file.Kind == TreeEntryKind.Symlink && FileScreening.IsCandidate(file.Path);
}
