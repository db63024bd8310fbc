using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

public sealed partial class GitMirror
{
    /// <summary>Most links followed for one path.</summary>
    public const int MaxLinks = 40;

    /// <summary>Follows links inside the tree to what a path finally means. Nothing outside the tree is ever looked at.</summary>
    /// <param name="treeOrCommit">A tree, or a commit for its root.</param>
    /// <param name="path">A path, clean.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The file, folder or submodule, under its own path; null when a link leads to nothing. Kind <see cref="GitFailureKind.PathNotFound"/> when a link
    /// leads out of the repository, or links go in a circle.
    /// </returns>
    public async Task<Result<TreeFile?>> FollowAsync(ObjectId treeOrCommit, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
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
            if (!(await FindAsync(treeOrCommit, string.Join('/', done), cancellationToken)).TryGet(out var here, out var failure)) return failure;
            if (here is null) return (TreeFile?)null;
            if (here.Kind != TreeEntryKind.Symlink) continue;
            if (++links > MaxLinks) return GitFailures.Transient(GitFailureKind.PathNotFound, $"'{path}' goes through more than {MaxLinks} links");
            if (!(await ReadBlobAsync(here.Id, cancellationToken)).TryGet(out var target, out failure)) return failure;
            var text = GitPath.Decode(target.Span);
            if (text.StartsWith('/')) return Leaves(path);
            done.RemoveAt(done.Count - 1);
            foreach (var next in text.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) todo.Push(next);
        }

        return await FindAsync(treeOrCommit, string.Join('/', done), cancellationToken);
    }

    private static Failure Leaves(string path) => GitFailures.Transient(GitFailureKind.PathNotFound, $"'{path}' leads out of the repository");
}
