using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

public sealed partial class GitMirror
{
    /// <summary>Reads one object.</summary>
    /// <returns>The object; kinds <see cref="GitFailureKind.ObjectNotFound"/>, <see cref="GitFailureKind.TooLarge"/>, <see cref="GitFailureKind.Damaged"/>.</returns>
    public Task<Result<GitObject>> ReadAsync(ObjectId id, CancellationToken cancellationToken) => ReadAsync(id.ToString(), cancellationToken);

    /// <summary>Reads one blob.</summary>
    /// <param name="id">As a tree of this mirror names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its bytes; a blob that is missing is damage (kind <see cref="GitFailureKind.Damaged"/>), because a mirror is never partial.</returns>
    public async Task<Result<ReadOnlyMemory<byte>>> ReadBlobAsync(ObjectId id, CancellationToken cancellationToken)
    {
        var content = ReadOnlyMemory<byte>.Empty;
        var read = await ReadBlobsAsync([id], (_, bytes) => content = bytes, cancellationToken);
        return read.Failure is { } failure ? failure : content;
    }

    /// <summary>Reads blobs in the order asked for, handing each over as it comes.</summary>
    /// <param name="ids">Ids as trees of this mirror name them; they may repeat.</param>
    /// <param name="onBlob">Gets the index and the bytes. It must not read from the mirror: the reading process is busy.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The number of blobs; a missing one is damage (kind <see cref="GitFailureKind.Damaged"/>), because a mirror is never partial.</returns>
    public async Task<Result<int>> ReadBlobsAsync(IReadOnlyList<ObjectId> ids, Action<int, ReadOnlyMemory<byte>> onBlob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var (large, size) = (-1, 0L);
        var read = await ReadBlobsAsync(ids, onBlob, (index, bytes) => (large, size) = (index, bytes), cancellationToken);
        return read.IsSuccess && large >= 0 ? GitFailures.Transient(GitFailureKind.TooLarge, $"file content {ids[large]} has {size} bytes, which is above the bound") : read;
    }

    /// <summary>Reads blobs in the order asked for, handing each over as it comes; those above the bound are told and not read.</summary>
    /// <param name="ids">Ids as trees of this mirror name them; they may repeat.</param>
    /// <param name="onBlob">Gets the index and the bytes. It must not read from the mirror: the reading process is busy.</param>
    /// <param name="onTooLarge">Gets the index and the size in bytes of what is above the bound.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The number of blobs; a missing one is damage (kind <see cref="GitFailureKind.Damaged"/>), because a mirror is never partial.</returns>
    public async Task<Result<int>> ReadBlobsAsync(IReadOnlyList<ObjectId> ids, Action<int, ReadOnlyMemory<byte>> onBlob, Action<int, long> onTooLarge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(onBlob);
        ArgumentNullException.ThrowIfNull(onTooLarge);
        var missing = -1;
        var read = await folder.Reader.ReadManyAsync([.. ids.Select(id => id.ToString())], (index, found) =>
        {
            if (found is { SizeNotRead: { } size }) onTooLarge(index, size);
            else if (found is { Kind: ObjectKind.Blob }) onBlob(index, found.Content);
            else if (missing < 0) missing = index;
            return ValueTask.CompletedTask;
        }, cancellationToken);
        if (read.Failure is { } failure) return Noticed(failure);
        return missing < 0 ? ids.Count : Damage($"file content {ids[missing]} is missing");
    }

    /// <summary>Reads a commit.</summary>
    /// <returns>The commit; kind <see cref="GitFailureKind.ObjectNotFound"/> beyond the shallow boundary.</returns>
    public async Task<Result<CommitRecord>> ReadCommitAsync(ObjectId id, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(id.ToString(), cancellationToken)).TryGet(out var found, out var failure)) return failure;
        return Commit(found, folder.ShallowCommits());
    }

    /// <summary>Every file, link and submodule below a path.</summary>
    /// <param name="treeOrCommit">A tree, or a commit for its root.</param>
    /// <param name="path">Folder or file, clean (<see cref="GitPath.Normalize"/>); empty for everything.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Sorted by path, ordinal; kind <see cref="GitFailureKind.PathNotFound"/> when the path is not there.</returns>
    public async Task<Result<IReadOnlyList<TreeFile>>> ListTreeAsync(ObjectId treeOrCommit, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!(await FindAsync(treeOrCommit, path, cancellationToken)).TryGet(out var top, out var failure)) return failure;
        if (top is null) return GitFailures.Transient(GitFailureKind.PathNotFound, $"path '{path}' does not exist in the repository");
        if (top.Kind != TreeEntryKind.Directory) return new[] { top };

        var files = new List<TreeFile>();
        var level = new List<TreeFile> { top };
        while (level.Count > 0)
        {
            if (!(await TreesAsync([.. level.Select(folder => folder.Id)], cancellationToken)).TryGet(out var trees, out failure)) return failure;
            var next = new List<TreeFile>();
            for (var i = 0; i < level.Count; i++)
                foreach (var entry in trees[i].Safe)
                    (entry.Kind == TreeEntryKind.Directory ? next : files).Add(new TreeFile(GitPath.Join(level[i].Path, entry.Name), entry.Mode, entry.Id));
            level = next;
        }

        files.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return files;
    }

    /// <summary>The file, link, submodule or folder at a path; links are not followed.</summary>
    /// <returns>What is there; null when nothing is.</returns>
    public async Task<Result<TreeFile?>> FindAsync(ObjectId treeOrCommit, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!(await RootAsync(treeOrCommit, cancellationToken)).TryGet(out var tree, out var failure)) return failure;
        var current = new TreeFile("", TreeEntry.DirectoryMode, tree.Id);
        if (path.Length == 0) return current;
        foreach (var part in path.Split('/'))
        {
            if (current.Kind != TreeEntryKind.Directory) return (TreeFile?)null;
            if (current.Path.Length > 0)
            {
                if (!(await TreesAsync([current.Id], cancellationToken)).TryGet(out var trees, out failure)) return failure;
                tree = trees[0];
            }

            if (tree.Find(part) is not { } entry) return (TreeFile?)null;
            current = new TreeFile(GitPath.Join(current.Path, part), entry.Mode, entry.Id);
        }

        return current;
    }

    /// <summary>The bytes of a file in a commit.</summary>
    /// <returns>Its bytes; null when the path is not there or is not a file.</returns>
    public async Task<Result<ReadOnlyMemory<byte>?>> ReadBlobAtAsync(ObjectId treeOrCommit, string path, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(treeOrCommit, path, cancellationToken)).TryGet(out var file, out var failure)) return failure;
        if (file is not { Kind: TreeEntryKind.File or TreeEntryKind.Executable }) return (ReadOnlyMemory<byte>?)null;
        return (await ReadBlobAsync(file.Id, cancellationToken)).Then<ReadOnlyMemory<byte>?>(bytes => bytes);
    }

    /// <summary>Files whose content holds a text, found by git itself in one pass. Links and submodules are not looked into.</summary>
    /// <param name="treeOrCommit">A tree, or a commit for its root.</param>
    /// <param name="literal">The bytes to look for, no pattern; without line ends.</param>
    /// <param name="path">Folder or file to look below, clean; empty for everything.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Sorted by path, ordinal.</returns>
    public async Task<Result<IReadOnlyList<TreeFile>>> ScreenAsync(ObjectId treeOrCommit, string literal, string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(literal);
        ArgumentNullException.ThrowIfNull(path);
        List<string> arguments =
            ["grep", "-l", "-z", "-F", "--full-name", "--no-textconv", "--no-recurse-submodules", "--no-color", "-e", literal, treeOrCommit.ToString(), "--"];
        if (path.Length > 0) arguments.Add(path);
        if (!(await LocalAsync(cancellationToken, arguments)).TryGet(out var output, out var failure)) return failure;
        if (output.ExitCode is not (0 or 1) || output.ExitCode == 1 && output.ErrorText.Length > 0) return Noticed(GitErrors.OfLocal("grep", output));

        var hits = new HashSet<string>(StringComparer.Ordinal);
        var rest = output.Bytes.Span;
        while (rest.IndexOf((byte)0) is var end and >= 0)
        {
            hits.Add(GitPath.Decode(rest[(ObjectId.HexLength + 1)..end])); // each begins with "<id>:"
            rest = rest[(end + 1)..];
        }

        if (hits.Count == 0) return Array.Empty<TreeFile>();
        if (!(await ListTreeAsync(treeOrCommit, path, cancellationToken)).TryGet(out var files, out failure)) return failure;
        return files.Where(file => hits.Contains(file.Path)).ToList();
    }

    private static Result<CommitRecord> Commit(GitObject found, HashSet<ObjectId> boundary)
    {
        if (found.Kind != ObjectKind.Commit || CommitFormat.Parse(found.Id, found.Content.Span) is not { } commit)
            return GitFailures.Transient(GitFailureKind.ObjectNotFound, $"object {found.Id} is not a commit");
        return boundary.Contains(found.Id) ? commit with { IsAtBoundary = true } : commit;
    }

    private async Task<Result<GitObject>> ReadAsync(string expression, CancellationToken cancellationToken)
    {
        GitObject? found = null;
        var read = await folder.Reader.ReadManyAsync([expression], (_, item) =>
        {
            found = item;
            return ValueTask.CompletedTask;
        }, cancellationToken);
        if (read.Failure is { } failure) return Noticed(failure);
        return found is null ? GitFailures.Transient(GitFailureKind.ObjectNotFound, $"object {expression} is not in the mirror of '{Remote.Url.Text}'") : found;
    }

    private async Task<Result<TreeView>> RootAsync(ObjectId treeOrCommit, CancellationToken cancellationToken)
    {
        if (folder.Trees.Find(treeOrCommit) is { } cached) return cached;
        if (!(await ReadAsync(treeOrCommit + "^{tree}", cancellationToken)).TryGet(out var found, out var failure))
        {
            var isHere = failure.GitKind() == GitFailureKind.ObjectNotFound
                && (await ContainsAsync(treeOrCommit, cancellationToken)).TryGet(out var contained, out _) && contained;
            return isHere ? Damage($"the tree of {treeOrCommit} is missing") : failure;
        }

        if (TreeFormat.Parse(found.Content.Span) is not { } entries) return Damage($"tree {found.Id} cannot be read");
        var view = new TreeView(found.Id, entries);
        folder.Trees.Add(treeOrCommit, view); // a commit's root never changes either
        return view;
    }

    private async Task<Result<TreeView[]>> TreesAsync(List<ObjectId> ids, CancellationToken cancellationToken)
    {
        var result = new TreeView[ids.Count];
        var wanted = new List<int>();
        for (var i = 0; i < ids.Count; i++)
        {
            if (folder.Trees.Find(ids[i]) is { } cached) result[i] = cached;
            else wanted.Add(i);
        }

        string? damage = null;
        var read = await folder.Reader.ReadManyAsync([.. wanted.Select(i => ids[i].ToString())], (index, found) =>
        {
            var id = ids[wanted[index]];
            if (found is { Kind: ObjectKind.Tree } && TreeFormat.Parse(found.Content.Span) is { } entries)
                folder.Trees.Add(id, result[wanted[index]] = new TreeView(id, entries));
            else damage ??= $"tree {id} is missing";
            return ValueTask.CompletedTask;
        }, cancellationToken);
        if (read.Failure is { } failure) return Noticed(failure);
        // Its parent is here, so it must be: a mirror is never partial.
        return damage is null ? result : Damage(damage);
    }

    private Failure Damage(string what) => Noticed(GitFailures.Transient(GitFailureKind.Damaged, $"{what} in the mirror of '{Remote.Url.Text}'"));
}
