using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.ImageUpdater.Commits;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Git;
using GitCommit = ImageAutomation.ImageUpdater.Git.CommitRecord;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>
/// Reads from Git history what an automation last put into targets, and who changed them since. The recorded reference counts,
/// not what the tree holds: an amended commit cannot pass off a person's value as ours.
/// </summary>
internal sealed class HistoryReader(GitMirror mirror, TargetFinder finder, FileTargetsReader targetsOf, string automation)
{
    /// <summary>Most commits that are looked at.</summary>
    public const int Limit = 1000;

    private readonly Dictionary<(ObjectId Blob, string Path), Dictionary<TargetId, Target>> located = [];

    /// <summary>Walks back from a commit until every group is settled, or <paramref name="stop"/> says so.</summary>
    public async Task<Result<HistoryEnd>> ReadAsync(
        ObjectId from, IReadOnlyList<GroupEvidence> groups, Func<ObjectId, CancellationToken, Task<Result<bool>>>? stop, CancellationToken cancellationToken)
    {
        Failure? inner = null;
        var walked = await mirror.WalkAsync(from, Limit, async (commit, token) =>
        {
            if (stop is not null)
            {
                if (!(await stop(commit.Id, token)).TryGet(out var reached, out inner) || reached) return false;
            }

            if (commit.IsAtBoundary) return true; // nobody can tell what it changed; other branches may go on
            inner = await VisitAsync(commit, groups, token);
            return inner is null && groups.Any(g => g.IsOpen);
        }, cancellationToken);
        return inner ?? walked;
    }

    private async Task<Failure?> VisitAsync(GitCommit commit, IReadOnlyList<GroupEvidence> groups, CancellationToken cancellationToken)
    {
        var open = groups.Where(g => g.IsOpen).ToList();
        var paths = open.SelectMany(g => g.Targets).Select(t => t.Path).Distinct(StringComparer.Ordinal).ToList();
        if (!(await mirror.ChangedPathsAsync(commit, paths, cancellationToken)).TryGet(out var changes, out var failure)) return failure;
        if (changes.Count == 0) return null;

        var record = CommitRecordParser.Parse(commit.Message);
        var changed = changes.ToDictionary(c => c.Path, StringComparer.Ordinal);
        foreach (var group in open)
            if (await CompareAsync(commit, record, group, changed, cancellationToken) is { } problem) return problem;
        return null;
    }

    private async Task<Failure?> CompareAsync(
        GitCommit commit, Commits.CommitRecord? record, GroupEvidence group, Dictionary<string, TreeChange> changed, CancellationToken cancellationToken)
    {
        var policy = group.Group.Policy;
        ImageRef? recorded = null;
        var isOwn = record is not null && record.Policies.TryGetValue(policy, out recorded);
        var after = new List<string>();
        var wrote = false;
        foreach (var target in group.Targets)
        {
            if (!changed.TryGetValue(target.Path, out var change))
            {
                after.Add(target.Target.Value);
                continue;
            }

            if (!(await FindAsync(change.New, target.Id, cancellationToken)).TryGet(out var now, out var failure)) return failure;
            if (now is null) continue; // not here in this version of the file: another branch of history
            after.Add(now.Value);
            if (!(await FindAsync(change.Old, target.Id, cancellationToken)).TryGet(out var before, out failure)) return failure;
            if (before is null && commit.Parents.Count > 0 && !(await MovedFromAsync(commit, target, cancellationToken)).TryGet(out before, out failure)) return failure;
            if (before?.Value != now.Value)
            {
                wrote = true;
                if (isOwn) target.Anchor ??= SetterValue.For(recorded!, target.Target); // isOwn says that there is a record
            }
        }

        if (!wrote) return null;
        if (isOwn) group.NoteOwnWrite(commit.Id, !record!.Automations.Contains(automation), after); // isOwn says that there is a record
        else if (record is null && commit.Parents.Count <= 1) group.NoteForeignWrite(commit); // a merge only brings what another commit set
        return null;
    }

    /// <summary>The one target of the same identity that vanished in the commit, wherever it was; the tracked target goes on from there.</summary>
    private async Task<Result<Target?>> MovedFromAsync(GitCommit commit, TrackedTarget target, CancellationToken cancellationToken)
    {
        if (!(await mirror.DiffTreesAsync(commit.Parents[0], commit.Id, "", cancellationToken)).TryGet(out var changes, out var failure)) return failure;
        Target? found = null;
        string? path = null;
        foreach (var change in changes.Where(c => c.Old is { IsFile: true } && FileScreening.IsCandidate(c.Path)))
        {
            if (!(await FindAsync(change.Old, target.Id, cancellationToken)).TryGet(out var old, out failure)) return failure;
            if (old is null) continue;
            if (!(await FindAsync(change.New, target.Id, cancellationToken)).TryGet(out var still, out failure)) return failure;
            if (still is not null) continue; // it is still there: not moved
            if (found is not null) return (Target?)null; // several: nobody can tell
            (found, path) = (old, change.Path);
        }

        if (path is not null) target.Path = path;
        return found;
    }

    private async Task<Result<Target?>> FindAsync(TreeFile? file, TargetId id, CancellationToken cancellationToken)
    {
        if (file is not { IsFile: true }) return (Target?)null;
        if (!located.TryGetValue((file.Id, file.Path), out var targets))
        {
            if (!(await mirror.ReadBlobAsync(file.Id, cancellationToken)).TryGet(out var bytes, out var failure)) return failure;
            targets = [];
            if (finder.Locate(file.Path, file.Id, bytes) is { } held)
                foreach (var target in targetsOf.Targets(held)) targets.TryAdd(TargetId.Of(target), target);
            located[(file.Id, file.Path)] = targets;
        }

        return targets.GetValueOrDefault(id);
    }
}
