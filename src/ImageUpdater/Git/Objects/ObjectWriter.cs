using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;
using LibGit2Sharp;
using Commit = LibGit2Sharp.Commit;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Stores blobs, trees and a commit. Moves no ref, starts no process.</summary>
/// <remarks>
/// Trees are written from our own bytes: LibGit2Sharp's <c>TreeDefinition</c> renames siblings that are not UTF-8, drops a double name and
/// refuses an entry <c>.git</c>.
/// </remarks>
internal sealed class ObjectWriter(ObjectSession session, Repository repository)
{
    /// <summary>Writes a commit; the signer, if any, is asked between the tree and the commit.</summary>
    /// <returns>
    /// The commit. Failures: a path that no file can have, or that runs through a file, a link or a submodule (kind
    /// <see cref="GitFailureKind.PathNotFound"/>); an unknown parent; what the signer answered.
    /// </returns>
    public async Task<Result<WrittenCommit>> WriteAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        if (!WriteTree(request).TryGet(out var written, out var failure)) return failure;
        var (tree, before) = written;
        if (tree == before && request.Parent is { } same) return new WrittenCommit(same, tree, IsNew: false);

        var author = request.Author.ToHeader();
        var committer = request.Committer?.ToHeader() ?? author;
        var message = Encoding.UTF8.GetBytes(request.Message.EndsWith('\n') || request.Message.Length == 0 ? request.Message
            : request.Message + "\n");
        IReadOnlyList<ObjectId> parents = request.Parent is { } one ? [one] : [];
        var commit = CommitFormat.Build(tree, parents, author, committer, message, signature: null);
        if (request.Signer is { } sign)
        {
            if (!(await sign(commit, cancellationToken)).TryGet(out var signature, out failure)) return failure;
            commit = CommitFormat.Build(tree, parents, author, committer, message, signature);
        }

        return new WrittenCommit(Store<Commit>(commit), tree, IsNew: true);
    }

    private Result<(ObjectId Tree, ObjectId? Before)> WriteTree(CommitRequest request)
    {
        TreeView? root = null;
        if (request.Parent is { } parent)
        {
            if (!session.RootOf(parent).TryGet(out var id, out var failure) || !session.Tree(id).TryGet(out root, out failure))
                return failure;
        }

        var changes = new List<(string[] Parts, ObjectId Blob)>();
        foreach (var (path, bytes) in request.Files)
        {
            var parts = path.Split('/');
            if (!parts.All(GitPath.IsSafeName))
                return GitFailures.Invalid($"'{Sanitizer.Clean(path)}' is not a path that a commit may hold");
            changes.Add((parts, Store<Blob>(bytes.ToArray())));
        }

        return WriteTree(root, changes, 0, "").Then<(ObjectId, ObjectId?)>(tree => (tree, root?.Id));
    }

    private Result<ObjectId> WriteTree(TreeView? original, List<(string[] Parts, ObjectId Blob)> changes, int depth, string path)
    {
        if (changes.Count == 0 && original is not null) return original.Id;
        var entries = new Dictionary<string, TreeEntry>(StringComparer.Ordinal);
        foreach (var entry in original?.Entries ?? [])
            if (!entries.TryAdd(entry.Name, entry)) return Blocked(path, "holds the same name twice");
        foreach (var group in changes.GroupBy(change => change.Parts[depth], StringComparer.Ordinal))
        {
            var here = GitPath.Join(path, group.Key);
            TreeEntry? old = entries.TryGetValue(group.Key, out var present) ? present : null;
            var files = group.Where(change => change.Parts.Length == depth + 1).ToList();
            var below = group.Where(change => change.Parts.Length > depth + 1).ToList();
            if (files.Count > 0 && below.Count > 0) return Blocked(here, "is both a file and a folder");
            if (files.Count > 0)
            {
                if (old is { Kind: not (TreeEntryKind.File or TreeEntryKind.Executable) }) return Blocked(here, "is not a file");
                entries[group.Key] = new TreeEntry(group.Key, old?.Mode ?? TreeEntry.FileMode, files[0].Blob);
                continue;
            }

            TreeView? child = null;
            if (old is { } folderEntry)
            {
                if (folderEntry.Kind != TreeEntryKind.Directory) return Blocked(here, "is not a folder");
                if (!session.Tree(folderEntry.Id).TryGet(out child, out var missing)) return missing;
            }

            if (!WriteTree(child, below, depth + 1, here).TryGet(out var id, out var failure)) return failure;
            entries[group.Key] = new TreeEntry(group.Key, old?.Mode ?? TreeEntry.DirectoryMode, id);
        }

        return Store<Tree>(TreeFormat.Build(entries.Values));
    }

    private ObjectId Store<T>(byte[] bytes)
        where T : LibGit2Sharp.GitObject => ObjectId.FromBytes(repository.ObjectDatabase.Write<T>(bytes).RawId);

    private static Failure Blocked(string path, string why) =>
        GitFailures.Transient(GitFailureKind.PathNotFound, $"'{path}' cannot be written: it {why}");
}
