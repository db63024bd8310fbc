using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

public sealed partial class GitMirror
{
    /// <summary>Writes blobs, trees and a commit into the mirror. Starts no process and moves no ref.</summary>
    /// <returns>
    /// The commit. Failures: a path that no file can have, or that runs through a file, a link or a submodule (kind
    /// <see cref="GitFailureKind.PathNotFound"/>); an unknown parent; what the signer answered.
    /// </returns>
    public Task<Result<WrittenCommit>> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return DiskErrors.GuardAsync(() => WriteCommitAsync(request, cancellationToken));
    }

    private async Task<Result<WrittenCommit>> WriteCommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        if (request.Message.Contains('\0', StringComparison.Ordinal)) return GitFailures.Invalid("the commit message holds a NUL character");
        if (!folder.IsUsable) return GitFailures.Transient(GitFailureKind.ObjectNotFound, $"the mirror of '{Remote.Url.Text}' was not fetched yet");

        TreeView? root = null;
        if (request.Parent is { } parent && !(await RootAsync(parent, cancellationToken)).TryGet(out root, out var failure)) return failure;
        var changes = new List<(string[] Parts, ObjectId Blob)>();
        foreach (var (path, bytes) in request.Files)
        {
            var parts = path.Split('/');
            if (!parts.All(GitPath.IsSafeName)) return GitFailures.Invalid($"'{Sanitizer.Clean(path)}' is not a path that a commit may hold");
            changes.Add((parts, folder.Objects.Write(ObjectKind.Blob, bytes.Span)));
        }

        if (!(await WriteTreeAsync(root, changes, 0, "", cancellationToken)).TryGet(out var tree, out failure)) return failure;
        if (tree == root?.Id && request.Parent is { } same) return new WrittenCommit(same, tree, IsNew: false);

        var author = request.Author.ToHeader();
        var committer = request.Committer?.ToHeader() ?? author;
        var message = Encoding.UTF8.GetBytes(request.Message.EndsWith('\n') || request.Message.Length == 0 ? request.Message : request.Message + "\n");
        IReadOnlyList<ObjectId> parents = request.Parent is { } one ? [one] : [];
        var commit = CommitFormat.Build(tree, parents, author, committer, message, signature: null);
        if (request.Signer is { } sign)
        {
            if (!(await sign(commit, cancellationToken)).TryGet(out var signature, out failure)) return failure;
            commit = CommitFormat.Build(tree, parents, author, committer, message, signature);
        }

        return new WrittenCommit(folder.Objects.Write(ObjectKind.Commit, commit), tree, IsNew: true);
    }

    private async Task<Result<ObjectId>> WriteTreeAsync(
        TreeView? original, List<(string[] Parts, ObjectId Blob)> changes, int depth, string path, CancellationToken cancellationToken)
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
                if (!(await TreesAsync([folderEntry.Id], cancellationToken)).TryGet(out var trees, out var missing)) return missing;
                child = trees[0];
            }

            if (!(await WriteTreeAsync(child, below, depth + 1, here, cancellationToken)).TryGet(out var id, out var failure)) return failure;
            entries[group.Key] = new TreeEntry(group.Key, old?.Mode ?? TreeEntry.DirectoryMode, id);
        }

        var bytes = TreeFormat.Build(entries.Values);
        var written = folder.Objects.Write(ObjectKind.Tree, bytes);
        if (TreeFormat.Parse(bytes) is { } view) folder.Trees.Add(written, new TreeView(written, view));
        return written;
    }

    private static Failure Blocked(string path, string why) => GitFailures.Transient(GitFailureKind.PathNotFound, $"'{path}' cannot be written: it {why}");
}
