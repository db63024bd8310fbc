using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>
/// The objects of a repository for the length of one operation: what it reads, it reads of one state of the repository, within
/// <see cref="ObjectLimits"/>. Used by one thread at a time.
/// </summary>
internal sealed class ObjectSession : IDisposable
{
    private readonly Dictionary<ObjectId, TreeView> trees = [];
    private readonly NativePacks packs;
    private readonly LooseObjects loose;
    private readonly long start;
    private readonly CancellationToken cancellationToken;
    private HashSet<ObjectId>? boundary;
    private int entries;
    private int commits;

    private ObjectSession(ObjectPlace place, NativePacks packs, CancellationToken cancellationToken)
    {
        Place = place;
        this.packs = packs;
        loose = new LooseObjects(place.GitDirectory);
        this.cancellationToken = cancellationToken;
        start = place.Time.GetTimestamp();
    }

    /// <summary>The repository.</summary>
    public ObjectPlace Place { get; }

    /// <summary>Opens a session.</summary>
    /// <returns>
    /// The session; kind <see cref="GitFailureKind.ObjectNotFound"/> without a repository, <see cref="GitFailureKind.Damaged"/> with a
    /// broken one.
    /// </returns>
    public static Result<ObjectSession> Open(ObjectPlace place, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!place.IsUsable())
            return GitFailures.Transient(GitFailureKind.ObjectNotFound, $"the mirror of '{place.Url}' was not fetched yet");
        return NativePacks.Open(place.GitDirectory, out var problem) is { } packs
            ? new ObjectSession(place, packs, cancellationToken)
            : GitFailures.Transient(GitFailureKind.Damaged, $"the objects in the mirror of '{place.Url}' cannot be opened: {problem}");
    }

    /// <summary>Whether history was cut at a commit.</summary>
    public bool IsAtBoundary(ObjectId commit) => (boundary ??= ReadBoundary(Place.GitDirectory)).Contains(commit);

    /// <summary>Kind and size of an object; a null kind says that it is not there.</summary>
    public Result<(ObjectKind? Kind, long Size)> Header(ObjectId id)
    {
        if (Check() is { } late) return late;
        var (kind, size, problem) = (default(ObjectKind), 0L, "");
        var answer = loose.MayHold(id) ? loose.Header(id, out kind, out size, out problem) : ObjectAnswer.Missing;
        if (answer == ObjectAnswer.Missing) answer = packs.Header(id, out kind, out size, out problem);
        if (answer == ObjectAnswer.Missing) answer = loose.Header(id, out kind, out size, out problem); // written since the session began
        return answer switch
        {
            ObjectAnswer.Found => ((ObjectKind?)kind, size),
            ObjectAnswer.Missing => ((ObjectKind?)null, 0L),
            _ => Broken(id, problem),
        };
    }

    /// <summary>Lends the bytes of an object whose size was asked before.</summary>
    /// <returns>Whether the object is there.</returns>
    public Result<bool> Lend(ObjectId id, NativePacks.LentBytes use)
    {
        var problem = "";
        var answer = loose.MayHold(id) ? loose.Read(id, use, out problem) : ObjectAnswer.Missing;
        if (answer == ObjectAnswer.Missing) answer = packs.Read(id, use, out problem);
        if (answer == ObjectAnswer.Missing) answer = loose.Read(id, use, out problem); // written since the session began
        return answer switch
        {
            ObjectAnswer.Found => true,
            ObjectAnswer.Missing => false,
            _ => Broken(id, problem),
        };
    }

    /// <summary>Reads an object; null when it is not there. A blob above the bound comes without content, with its size.</summary>
    /// <returns>Kind <see cref="GitFailureKind.TooLarge"/> for another object above the bound.</returns>
    public Result<GitObject?> Read(ObjectId id)
    {
        if (!Header(id).TryGet(out var header, out var failure)) return failure;
        if (header.Kind is not { } kind) return (GitObject?)null;
        if (header.Size > Place.Limits.MaxObjectBytes)
        {
            return kind == ObjectKind.Blob
                ? new GitObject(id, kind, ReadOnlyMemory<byte>.Empty) { SizeNotRead = header.Size }
                : GitFailures.Transient(GitFailureKind.TooLarge, $"object {id} has {header.Size} bytes, which is above the bound");
        }

        var content = new byte[header.Size];
        if (!Lend(id, bytes => bytes.CopyTo(content)).TryGet(out var found, out failure)) return failure;
        return found ? new GitObject(id, kind, content) : null;
    }

    /// <summary>Reads a commit; kind <see cref="GitFailureKind.ObjectNotFound"/> beyond the shallow boundary.</summary>
    public Result<CommitObject> Commit(ObjectId id)
    {
        if (++commits > Place.Limits.MaxCommits) return TooMuch($"more than {Place.Limits.MaxCommits} commits");
        if (!Read(id).TryGet(out var found, out var failure)) return failure;
        if (found is null) return NotHere(id);
        if (found.Kind != ObjectKind.Commit || CommitFormat.Parse(id, found.Content.Span) is not { } commit)
            return GitFailures.Transient(GitFailureKind.ObjectNotFound, $"object {id} is not a commit");
        return IsAtBoundary(id) ? commit with { IsAtBoundary = true } : commit;
    }

    /// <summary>Reads a commit that a commit before the boundary names as its parent: it must be here.</summary>
    public Result<CommitObject> Parent(ObjectId id)
    {
        var read = Commit(id);
        return read.Failure?.GitKind() == GitFailureKind.ObjectNotFound ? Damage($"commit {id} is missing") : read;
    }

    /// <summary>Follows tags down to what they name.</summary>
    public Result<GitObject> Peel(ObjectId id)
    {
        for (var depth = 0; depth < 16; depth++)
        {
            if (!Read(id).TryGet(out var found, out var failure)) return failure;
            if (found is null) return NotHere(id);
            if (found.Kind != ObjectKind.Tag) return found;
            var line = found.Content.Span;
            if (!line.StartsWith("object "u8) || line.Length < 7 + ObjectId.HexLength
                || !ObjectId.TryParse(line.Slice(7, ObjectId.HexLength), out id))
                return GitFailures.Transient(GitFailureKind.ObjectNotFound, $"tag {found.Id} names nothing");
        }

        return GitFailures.Transient(GitFailureKind.ObjectNotFound, "a tag names tags without end");
    }

    /// <summary>The id of a tree, given it, a commit or a tag of one.</summary>
    public Result<ObjectId> RootOf(ObjectId treeOrCommit)
    {
        if (trees.ContainsKey(treeOrCommit)) return treeOrCommit;
        if (!Peel(treeOrCommit).TryGet(out var found, out var failure)) return failure;
        if (found.Kind == ObjectKind.Tree) return found.Id;
        return found.Kind == ObjectKind.Commit && CommitFormat.Parse(found.Id, found.Content.Span) is { } commit
            ? commit.Tree
            : GitFailures.Transient(GitFailureKind.ObjectNotFound, $"object {treeOrCommit} has no tree");
    }

    /// <summary>A tree in memory, kept for the session.</summary>
    /// <returns>
    /// The tree; kind <see cref="GitFailureKind.Damaged"/> when it is missing or broken: its parent is here, and a mirror is never partial.
    /// </returns>
    public Result<TreeView> Tree(ObjectId id)
    {
        if (trees.TryGetValue(id, out var known)) return known;
        var read = new List<TreeEntry>();
        if (!Visit(id, (name, mode, entry) => read.Add(new TreeEntry(GitPath.Decode(name), mode, entry))).TryGet(out _, out var failure))
            return failure;
        return trees[id] = new TreeView(id, read);
    }

    /// <summary>Hands over the entries of a tree one by one, odd names too, without keeping them.</summary>
    /// <returns>Their number; kind <see cref="GitFailureKind.Damaged"/> when the tree is missing or broken.</returns>
    public Result<int> Visit(ObjectId id, TreeFormat.EntryUser use)
    {
        if (!Header(id).TryGet(out var header, out var failure)) return failure;
        if (header.Kind != ObjectKind.Tree) return Damage($"tree {id} is missing");
        if (header.Size > Place.Limits.MaxObjectBytes) return TooMuch($"a folder of {header.Size} bytes");
        int? count = null;
        if (!Lend(id, bytes => count = TreeFormat.Visit(bytes, use)).TryGet(out _, out failure)) return failure;
        if (count is not { } read) return Damage($"tree {id} cannot be read");
        entries += read;
        return entries > Place.Limits.MaxEntries ? TooMuch($"more than {Place.Limits.MaxEntries} entries of folders") : read;
    }

    /// <summary>A failure that says that the repository is broken.</summary>
    public Failure Damage(string what) => GitFailures.Transient(GitFailureKind.Damaged, $"{what} in the mirror of '{Place.Url}'");

    /// <summary>A failure that says that the repository holds more than an operation may read.</summary>
    public Failure TooMuch(string what) =>
        GitFailures.Transient(GitFailureKind.TooLarge, $"'{Place.Url}' holds {what}, which is above the bound of one operation");

    /// <inheritdoc/>
    public void Dispose() => packs.Dispose();

    private static HashSet<ObjectId> ReadBoundary(string gitDirectory)
    {
        var result = new HashSet<ObjectId>();
        var file = Path.Combine(gitDirectory, "shallow");
        if (!File.Exists(file)) return result;
        foreach (var line in File.ReadLines(file))
            if (ObjectId.TryParse(line.AsSpan().Trim(), out var id)) result.Add(id);
        return result;
    }

    private Failure? Check()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Place.Time.GetElapsedTime(start) <= Place.Limits.MaxTime
            ? null
            : GitFailures.Transient(
                GitFailureKind.Timeout, $"reading objects of '{Place.Url}' took longer than {GoDuration.Format(Place.Limits.MaxTime)}");
    }

    private Failure NotHere(ObjectId id) =>
        GitFailures.Transient(GitFailureKind.ObjectNotFound, $"object {id} is not in the mirror of '{Place.Url}'");

    private Failure Broken(ObjectId id, string problem) => Damage($"object {id} cannot be read ({problem})");
}
