using System.Globalization;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

public sealed partial class GitMirror
{
    private const int HistoryChunk = 64;

    /// <summary>Visits commits from a base backwards, over all parents, children before parents.</summary>
    /// <param name="from">Where to begin; visited first.</param>
    /// <param name="limit">Most commits to visit.</param>
    /// <param name="visit">Gets each commit; false ends the walk. It may read from the mirror.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Why the walk ended; kind <see cref="GitFailureKind.ObjectNotFound"/> when the base is not here.</returns>
    public async Task<Result<HistoryEnd>> WalkAsync(
        ObjectId from, int limit, Func<CommitRecord, CancellationToken, ValueTask<bool>> visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!(await ReadCommitAsync(from, cancellationToken)).TryGet(out var first, out var failure)) return failure;
        // Most questions are answered by the newest commit; only the next one pays for a process.
        if (!await visit(first, cancellationToken)) return HistoryEnd.Stopped;
        if (first.IsAtBoundary) return HistoryEnd.Boundary;
        if (first.Parents.Count == 0) return HistoryEnd.Root;

        var count = (limit + 1L).ToString(CultureInfo.InvariantCulture);
        var ran = await LocalAsync(cancellationToken, "rev-list", "--topo-order", $"--max-count={count}", from.ToString(), "--");
        if (!ran.TryGet(out var output, out failure)) return failure;
        if (output.ExitCode != 0) return Noticed(GitErrors.OfLocal("rev-list", output));
        var ids = output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var boundary = folder.ShallowCommits();
        var cut = false;
        foreach (var chunk in ids.Take(limit).Skip(1).Chunk(HistoryChunk))
        {
            var commits = new List<GitObject>(chunk.Length);
            var read = await folder.Reader.ReadManyAsync(chunk, (_, found) =>
            {
                if (found is not null) commits.Add(found);
                return ValueTask.CompletedTask;
            }, cancellationToken);
            if (read.Failure is { } broken) return Noticed(broken);
            foreach (var found in commits)
            {
                if (!Commit(found, boundary).TryGet(out var commit, out failure)) return failure;
                cut |= commit.IsAtBoundary;
                if (!await visit(commit, cancellationToken)) return HistoryEnd.Stopped;
            }
        }

        return ids.Length > limit ? HistoryEnd.Limit : cut ? HistoryEnd.Boundary : HistoryEnd.Root;
    }

    /// <summary>Which of some paths a commit changes against its first parent.</summary>
    /// <returns>
    /// One entry for each changed path, in the order asked; kind <see cref="GitFailureKind.ObjectNotFound"/> at the shallow boundary, where nobody can tell.
    /// </returns>
    public async Task<Result<IReadOnlyList<TreeChange>>> ChangedPathsAsync(CommitRecord commit, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        ArgumentNullException.ThrowIfNull(paths);
        if (commit.IsAtBoundary) return GitFailures.Transient(GitFailureKind.ObjectNotFound, $"history of '{Remote.Url.Text}' is cut at {commit.Id}");
        var changes = new List<TreeChange>();
        foreach (var path in paths)
        {
            if (!(await FindAsync(commit.Id, path, cancellationToken)).TryGet(out var after, out var failure)) return failure;
            TreeFile? before = null;
            if (commit.Parents.Count > 0 && !(await FindAsync(commit.Parents[0], path, cancellationToken)).TryGet(out before, out failure)) return failure;
            if (before != after) changes.Add(new TreeChange(path, before, after));
        }

        return changes;
    }

    /// <summary>Whether a commit is the other one or one of its ancestors, as far as local history goes.</summary>
    /// <returns>False as well when the commit is not in the mirror; kind <see cref="GitFailureKind.ObjectNotFound"/> when <paramref name="from"/> is not.</returns>
    public async Task<Result<bool>> IsReachableAsync(ObjectId commit, ObjectId from, CancellationToken cancellationToken)
    {
        if (commit == from) return true;
        if (!(await ReadCommitAsync(from, cancellationToken)).TryGet(out var tip, out var failure)) return failure;
        if (tip.Parents.Contains(commit)) return true; // our own commits: no process needed
        if (!(await ContainsAsync(commit, cancellationToken)).TryGet(out var here, out failure)) return failure;
        if (!here) return false;
        var ran = await LocalAsync(cancellationToken, "merge-base", "--is-ancestor", commit.ToString(), from.ToString());
        if (!ran.TryGet(out var output, out failure)) return failure;
        return output.ExitCode switch { 0 => true, 1 => false, _ => Noticed(GitErrors.OfLocal("merge-base", output)) };
    }
}
