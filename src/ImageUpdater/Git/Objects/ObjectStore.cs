using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;
using LibGit2Sharp;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Reads and writes the objects of a mirror, by libgit2 in this process. Safe for use by several callers at a time.</summary>
/// <remarks>
/// Each operation opens the repository anew: one that stays open does not see a moved shallow boundary. An operation ends within
/// <see cref="ObjectLimits"/>. A failure of kind <see cref="GitFailureKind.Damaged"/> makes the next fetch start a new mirror.
/// </remarks>
public sealed class ObjectStore
{
    private readonly ObjectPlace place;
    private readonly ObjectSession? shared;

    internal ObjectStore(ObjectPlace place, ObjectSession? shared = null)
    {
        this.place = place;
        this.shared = shared;
    }

    /// <summary>Whether the mirror holds an object.</summary>
    public async Task<Result<bool>> ContainsAsync(ObjectId id, CancellationToken cancellationToken) =>
        place.IsUsable() ? (await RunAsync(session => session.Header(id), cancellationToken)).Then<bool>(header => header.Kind is not null)
        : false;

    /// <summary>Reads one object.</summary>
    /// <returns>
    /// The object; kinds <see cref="GitFailureKind.ObjectNotFound"/>, <see cref="GitFailureKind.TooLarge"/>,
    /// <see cref="GitFailureKind.Damaged"/>.
    /// </returns>
    public Task<Result<GitObject>> ReadAsync(ObjectId id, CancellationToken cancellationToken) =>
        RunAsync(session => session.Read(id).Then<GitObject>(found =>
        found is null ? GitFailures.Transient(GitFailureKind.ObjectNotFound, $"object {id} is not in the mirror of '{place.Url}'")
        : found), cancellationToken);

    /// <summary>Reads a commit.</summary>
    /// <returns>The commit; kind <see cref="GitFailureKind.ObjectNotFound"/> beyond the shallow boundary.</returns>
    public Task<Result<CommitObject>> ReadCommitAsync(ObjectId id, CancellationToken cancellationToken) =>
        RunAsync(session => session.Commit(id), cancellationToken);

    /// <summary>The commit that a commit or a tag means.</summary>
    public Task<Result<ObjectId>> PeelAsync(ObjectId id, CancellationToken cancellationToken) =>
        RunAsync(session => session.Peel(id).Then<ObjectId>(found =>
        found.Kind == ObjectKind.Commit ? found.Id
        : GitFailures.Transient(GitFailureKind.ObjectNotFound, $"object {id} is not a commit")), cancellationToken);

    /// <summary>Reads one blob.</summary>
    /// <param name="id">As a tree of this mirror names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// Its bytes; a blob that is missing is damage (kind <see cref="GitFailureKind.Damaged"/>), because a mirror is never partial.
    /// </returns>
    public async Task<Result<ReadOnlyMemory<byte>>> ReadBlobAsync(ObjectId id, CancellationToken cancellationToken)
    {
        var content = ReadOnlyMemory<byte>.Empty;
        return (await ReadBlobsAsync([id], (_, bytes) => content = bytes, cancellationToken)).Then<ReadOnlyMemory<byte>>(_ => content);
    }

    /// <summary>Reads blobs in the order asked for, handing each over as it comes.</summary>
    /// <param name="ids">Ids as trees of this mirror name them; they may repeat.</param>
    /// <param name="onBlob">Gets the index and the bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The number of blobs; a missing one is damage (kind <see cref="GitFailureKind.Damaged"/>), because a mirror is never partial.
    /// </returns>
    public async Task<Result<int>> ReadBlobsAsync(
        IReadOnlyList<ObjectId> ids, Action<int, ReadOnlyMemory<byte>> onBlob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var (large, size) = (-1, 0L);
        var read = await ReadBlobsAsync(ids, onBlob, (index, bytes) => (large, size) = (index, bytes), cancellationToken);
        return read.IsSuccess && large >= 0
            ? GitFailures.Transient(GitFailureKind.TooLarge, $"file content {ids[large]} has {size} bytes, which is above the bound")
            : read;
    }

    /// <summary>Reads blobs in the order asked for, handing each over as it comes; those above the bound are told and not read.</summary>
    /// <param name="ids">Ids as trees of this mirror name them; they may repeat.</param>
    /// <param name="onBlob">Gets the index and the bytes.</param>
    /// <param name="onTooLarge">Gets the index and the size in bytes of what is above the bound.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The number of blobs; a missing one is damage (kind <see cref="GitFailureKind.Damaged"/>), because a mirror is never partial.
    /// </returns>
    public async Task<Result<int>> ReadBlobsAsync(
        IReadOnlyList<ObjectId> ids, Action<int, ReadOnlyMemory<byte>> onBlob, Action<int, long> onTooLarge,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(onBlob);
        ArgumentNullException.ThrowIfNull(onTooLarge);
        if (ids.Count == 0) return 0;
        return await RunAsync<int>(session =>
        {
            for (var i = 0; i < ids.Count; i++)
            {
                if (!session.Read(ids[i]).TryGet(out var found, out var failure)) return failure;
                if (found is { SizeNotRead: { } size }) onTooLarge(i, size);
                else if (found is { Kind: ObjectKind.Blob }) onBlob(i, found.Content);
                else return session.Damage($"file content {ids[i]} is missing");
            }

            return ids.Count;
        }, cancellationToken);
    }

    /// <summary>The bytes of a file in a commit.</summary>
    /// <returns>Its bytes; null when the path is not there or is not a file.</returns>
    public Task<Result<ReadOnlyMemory<byte>?>> ReadBlobAtAsync(ObjectId treeOrCommit, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return RunAsync<ReadOnlyMemory<byte>?>(session =>
        {
            if (!TreeWalk.Find(session, treeOrCommit, path).TryGet(out var file, out var failure)) return failure;
            if (file is not { IsFile: true }) return (ReadOnlyMemory<byte>?)null;
            if (!session.Read(file.Id).TryGet(out var found, out failure)) return failure;
            if (found is null) return session.Damage($"file content {file.Id} is missing");
            return found.SizeNotRead is { } size
                ? GitFailures.Transient(GitFailureKind.TooLarge, $"file content {file.Id} has {size} bytes, which is above the bound")
                : (ReadOnlyMemory<byte>?)found.Content;
        }, cancellationToken);
    }

    /// <summary>Files, links and submodules below a path.</summary>
    /// <param name="treeOrCommit">A tree, or a commit for its root.</param>
    /// <param name="path">Folder or file, clean (<see cref="GitPath.Normalize"/>); empty for everything.</param>
    /// <param name="wants">Which to hand over; null for all. Memory is needed for these, not for what the tree holds.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Sorted by path, ordinal; kind <see cref="GitFailureKind.PathNotFound"/> when the path is not there.</returns>
    public Task<Result<IReadOnlyList<TreeFile>>> ListAsync(
        ObjectId treeOrCommit, string path, Func<TreeFile, bool>? wants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return RunAsync(session => TreeWalk.List(session, treeOrCommit, path, wants), cancellationToken);
    }

    /// <summary>The file, link, submodule or folder at a path; links are not followed.</summary>
    /// <returns>What is there; null when nothing is.</returns>
    public Task<Result<TreeFile?>> FindAsync(ObjectId treeOrCommit, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return RunAsync(session => TreeWalk.Find(session, treeOrCommit, path), cancellationToken);
    }

    /// <summary>Follows links inside the tree to what a path finally means. Nothing outside the tree is ever looked at.</summary>
    /// <param name="treeOrCommit">A tree, or a commit for its root.</param>
    /// <param name="path">A path, clean.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The file, folder or submodule, under its own path; null when a link leads to nothing. Kind <see cref="GitFailureKind.PathNotFound"/>
    /// when a link
    /// leads out of the repository, or links go in a circle.
    /// </returns>
    public Task<Result<TreeFile?>> FollowAsync(ObjectId treeOrCommit, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return RunAsync(session => TreeWalk.Follow(session, treeOrCommit, path), cancellationToken);
    }

    /// <summary>Files whose content holds a text, of a list of files.</summary>
    /// <param name="files">Where to look.</param>
    /// <param name="literal">The text, no pattern; without line ends.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Of <paramref name="files"/> those with the text, in the same order.</returns>
    public Task<Result<IReadOnlyList<TreeFile>>> SearchAsync(
        IReadOnlyList<TreeFile> files, string literal, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(literal);
        var text = Encoding.UTF8.GetBytes(literal);
        return SearchAsync(files, content => content.IndexOf(text) >= 0, text.Length, cancellationToken);
    }

    /// <summary>The files that hold a text which a function finds.</summary>
    /// <param name="files">Where to look.</param>
    /// <param name="text">Finds it; called on several threads.</param>
    /// <param name="length">Its longest form, in bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async Task<Result<IReadOnlyList<TreeFile>>> SearchAsync(
        IReadOnlyList<TreeFile> files, ContentSearch.Test text, int length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Noticed(await ContentSearch.FindAsync(place, files, text, length, cancellationToken));
    }

    /// <summary>What differs between two trees, down to files. Only folders that differ are read.</summary>
    /// <param name="before">A tree or a commit; null stands for nothing at all.</param>
    /// <param name="after">A tree or a commit; null stands for nothing at all.</param>
    /// <param name="path">Folder or file to look below, clean; empty for everything.</param>
    /// <param name="wants">Which changes to hand over; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// Sorted by path, ordinal. A file that becomes a folder is one entry that goes and others that come. Renames are not guessed.
    /// </returns>
    public Task<Result<IReadOnlyList<TreeChange>>> DiffAsync(
        ObjectId? before, ObjectId? after, string path, Func<TreeChange, bool>? wants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return RunAsync(session => TreeDiff.Compare(session, before, after, path, wants), cancellationToken);
    }

    /// <summary>Which of some paths a commit changes against its first parent.</summary>
    /// <returns>
    /// One entry for each changed path, in the order asked; kind <see cref="GitFailureKind.ObjectNotFound"/> at the shallow boundary, where
    /// nobody can tell.
    /// </returns>
    public async Task<Result<IReadOnlyList<TreeChange>>> ChangedPathsAsync(
        CommitObject commit, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        ArgumentNullException.ThrowIfNull(paths);
        if (commit.IsAtBoundary)
            return GitFailures.Transient(GitFailureKind.ObjectNotFound, $"history of '{place.Url}' is cut at {commit.Id}");
        return await RunAsync(session => TreeDiff.ChangedPaths(session, commit, paths), cancellationToken);
    }

    /// <summary>Visits commits from a base backwards, over all parents, children before parents, branches not mixed.</summary>
    /// <param name="from">Where to begin; visited first.</param>
    /// <param name="limit">Most commits to visit.</param>
    /// <param name="visit">Gets each commit, and a store that reads in the same operation; false ends the walk.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Why the walk ended; kind <see cref="GitFailureKind.ObjectNotFound"/> when the base is not here.</returns>
    public async Task<Result<HistoryEnd>> WalkAsync(
        ObjectId from, int limit, Func<CommitObject, ObjectStore, CancellationToken, ValueTask<bool>> visit,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!ObjectSession.Open(place, cancellationToken).TryGet(out var session, out var failure)) return Noticed<HistoryEnd>(failure);
        using (session)
        {
            var walk = new HistoryWalk(session, from);
            var inner = new ObjectStore(place, session);
            for (var visited = 0; ; visited++)
            {
                if (!Noticed(await Task.Run(walk.Next, cancellationToken)).TryGet(out var commit, out failure)) return failure;
                if (commit is null) return walk.MetBoundary ? HistoryEnd.Boundary : HistoryEnd.Root;
                if (visited == limit) return HistoryEnd.Limit;
                if (!await visit(commit, inner, cancellationToken)) return HistoryEnd.Stopped;
            }
        }
    }

    /// <summary>Whether a commit is the other one or one of its ancestors, as far as local history goes.</summary>
    /// <returns>
    /// False as well when the commit is not in the mirror; kind <see cref="GitFailureKind.ObjectNotFound"/> when <paramref name="from"/> is
    /// not.
    /// </returns>
    public async Task<Result<bool>> IsReachableAsync(ObjectId commit, ObjectId from, CancellationToken cancellationToken)
    {
        if (commit == from) return true;
        return await RunAsync<bool>(session =>
        {
            if (!session.Commit(from).TryGet(out _, out var failure)) return failure;
            if (!session.Header(commit).TryGet(out var header, out failure)) return failure;
            return header.Kind == ObjectKind.Commit ? Ancestors.Contains(session, from, commit) : false;
        }, cancellationToken);
    }

    /// <summary>Writes blobs, trees and a commit into the mirror. Starts no process and moves no ref.</summary>
    /// <returns>
    /// The commit. Failures: a path that no file can have, or that runs through a file, a link or a submodule (kind
    /// <see cref="GitFailureKind.PathNotFound"/>); an unknown parent; what the signer answered.
    /// </returns>
    public async Task<Result<WrittenCommit>> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Message.Contains('\0', StringComparison.Ordinal))
            return GitFailures.Invalid("the commit message holds a NUL character");
        try
        {
            if (!ObjectSession.Open(place, cancellationToken).TryGet(out var session, out var failure))
                return Noticed<WrittenCommit>(failure);
            using (session)
            using (var repository = new Repository(place.GitDirectory))
                return Noticed(
                    await Task.Run(() => new ObjectWriter(session, repository).WriteAsync(request, cancellationToken), cancellationToken));
        }
        catch (LibGit2SharpException exception)
        {
            return DiskErrors.Of(exception);
        }
    }

    private async Task<Result<T>> RunAsync<T>(Func<ObjectSession, Result<T>> operation, CancellationToken cancellationToken)
    {
        // Calls into libgit2 hold a thread; it must not be one that others wait for.
        if (shared is not null) return Noticed(await Task.Run(() => operation(shared), cancellationToken));
        return Noticed(await Task.Run(() =>
        {
            if (!ObjectSession.Open(place, cancellationToken).TryGet(out var session, out var failure)) return failure;
            using (session) return operation(session);
        }, cancellationToken));
    }

    /// <summary>Marks the mirror when a failure says that it is broken.</summary>
    private Result<T> Noticed<T>(Result<T> result)
    {
        if (result.Failure is { } failure && failure.GitKind() == GitFailureKind.Damaged) place.OnDamage(failure.Message);
        return result;
    }
}
