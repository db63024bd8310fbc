using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Record;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Evidence;

/// <summary>
/// Reads from Git history what an automation last put into targets, and who changed them since. The recorded reference counts,
/// not what the tree holds: an amended commit cannot pass off a person's value as ours.
/// </summary>
internal sealed class HistoryReader(GitMirror mirror, TargetFinder finder, FileTargetsReader targetsOf, string automation)
{
    /// <summary>Most commits that are looked at.</summary>
    public const int Limit = 1000;

    private readonly Dictionary<(ObjectId Blob, string Path), Dictionary<TargetId, Target>> located = [];
    private (ObjectId Commit, List<TreeChange> Changes)? lastLeft;

    /// <summary>Walks back from a commit until every group is settled, or <paramref name="stop"/> says so.</summary>
    public async Task<Result<HistoryEnd>> ReadAsync(
        ObjectId from, IReadOnlyList<GroupEvidence> groups, Func<ObjectStore, ObjectId, CancellationToken, Task<Result<bool>>>? stop,
        CancellationToken cancellationToken)
    {
        Failure? inner = null;
        var walked = await mirror.Objects.WalkAsync(from, Limit, async (commit, objects, token) =>
        {
            if (stop is not null)
            {
                if (!(await stop(objects, commit.Id, token)).TryGet(out var reached, out inner) || reached) return false;
            }

            if (commit.IsAtBoundary) return true; // nobody can tell what it changed; other branches may go on
            inner = await VisitAsync(objects, commit, groups, token);
            return inner is null && groups.Any(g => g.IsOpen);
        }, cancellationToken);
        return inner ?? walked;
    }

    private async Task<Failure?> VisitAsync(
        ObjectStore objects, CommitObject commit, IReadOnlyList<GroupEvidence> groups, CancellationToken cancellationToken)
    {
        var open = groups.Where(g => g.IsOpen).ToList();
        var paths = open.SelectMany(g => g.Targets).Select(t => t.Path).Distinct(StringComparer.Ordinal).ToList();
        if (!(await objects.ChangedPathsAsync(commit, paths, cancellationToken)).TryGet(out var changes, out var failure)) return failure;
        if (changes.Count == 0) return null;
        if (await LocateAsync(objects, changes, cancellationToken) is { } unread) return unread;

        var record = CommitRecordParser.Parse(commit.Message);
        var changed = changes.ToDictionary(c => c.Path, StringComparer.Ordinal);
        foreach (var group in open)
            if (await CompareAsync(objects, commit, record, group, changed, cancellationToken) is { } problem) return problem;
        return null;
    }

    private async Task<Failure?> CompareAsync(
        ObjectStore objects, CommitObject commit, CommitRecord? record, GroupEvidence group,
        Dictionary<string, TreeChange> changed, CancellationToken cancellationToken)
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

            if (Find(change.New, target.Id) is not { } now) continue; // not here in this version of the file: another branch of history
            after.Add(now.Value);
            var before = Find(change.Old, target.Id);
            if (before is null && commit.Parents.Count > 0
                && !(await MovedFromAsync(objects, commit, target, cancellationToken)).TryGet(out before, out var failure))
                return failure;
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

    /// <summary>
    /// The one target of the same identity that vanished in the commit, wherever it was; the tracked target goes on from there.
    /// </summary>
    private async Task<Result<Target?>> MovedFromAsync(
        ObjectStore objects, CommitObject commit, TrackedTarget target, CancellationToken cancellationToken)
    {
        if (!(await LeftFilesAsync(objects, commit, cancellationToken)).TryGet(out var changes, out var failure)) return failure;
        Target? found = null;
        string? path = null;
        foreach (var change in changes)
        {
            if (Find(change.Old, target.Id) is not { } old) continue;
            if (Find(change.New, target.Id) is not null) continue; // it is still there: not moved
            if (found is not null) return (Target?)null; // several: nobody can tell
            (found, path) = (old, change.Path);
        }

        if (path is not null) target.Path = path;
        return found;
    }

    /// <summary>Files of the first parent that the commit changed or removed and that may hold targets.</summary>
    private async Task<Result<List<TreeChange>>> LeftFilesAsync(
        ObjectStore objects, CommitObject commit, CancellationToken cancellationToken)
    {
        if (lastLeft is { } known && known.Commit == commit.Id) return known.Changes;
        var left = await objects.DiffAsync(commit.Parents[0], commit.Id, "", c => c.Old is { IsFile: true }
            && FileScreening.IsCandidate(c.Path), cancellationToken);
        if (!left.TryGet(out var changes, out var failure)) return failure;
        var files = changes.ToList();
        if (await LocateAsync(objects, files, cancellationToken) is { } unread) return unread;
        lastLeft = (commit.Id, files);
        return files;
    }

    // All at once: a question and an answer for each file would cost more than the reading.
    private async Task<Failure?> LocateAsync(ObjectStore objects, IEnumerable<TreeChange> changes, CancellationToken cancellationToken)
    {
        var files = changes.SelectMany(c => new[] { c.New, c.Old }).OfType<TreeFile>()
            .Where(f => f.IsFile && !located.ContainsKey((f.Id, f.Path))).Distinct().ToList();
        var read = await objects.ReadBlobsAsync(
            [.. files.Select(f => f.Id)], (i, bytes) => Locate(files[i], bytes), (i, _) => located[(files[i].Id, files[i].Path)] = [],
            cancellationToken);
        return read.Failure;
    }

    private void Locate(TreeFile file, ReadOnlyMemory<byte> bytes)
    {
        var targets = new Dictionary<TargetId, Target>();
        if (finder.Locate(file.Path, file.Id, bytes) is { } held)
            foreach (var target in targetsOf.Targets(held)) targets.TryAdd(TargetId.Of(target), target);
        located[(file.Id, file.Path)] = targets;
    }

    /// <summary>A target of a file that was located; null when it is not there.</summary>
    private Target? Find(TreeFile? file, TargetId id) => file is { IsFile: true } ? located[(file.Id, file.Path)].GetValueOrDefault(id)
        : null;
}
