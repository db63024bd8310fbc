using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Tracing;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.ImageUpdater.Publishing.Evidence;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.ImageUpdater.Publishing.Pushing;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>
/// Plans, commits and pushes for one automation. The remote is the truth: a plan on a head that is not current is refused by the
/// push's lease, and made again on the new head.
/// </summary>
internal sealed class Publisher(
    MirrorStore mirrors, TargetsIndexes indexes, HoldJudge judge, CommitTools tools, UpdaterOptions options, PlanMetrics metrics,
    ControllerContext context)
{
    private const int MaxListedConflicts = 10;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(2000);

    private readonly TimeProvider time = context.Time;
    private readonly ILogger<Publisher> logger = context.Loggers.CreateLogger<Publisher>();
    private readonly RepositoryLocks locks = new();
    private readonly BaseFinder bases = new(options);
    private readonly OwedRefspec owed = new(options);

    /// <summary>One run.</summary>
    public async Task<Result<PublishOutcome>> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var mirror = mirrors.Open(request.Remote);
        using var turn = await locks.TakeAsync(mirror.Name, cancellationToken);
        var cached = request.MayUseCachedHead;
        for (var attempt = 1; ; attempt++)
        {
            if (!(await bases.FindAsync(mirror, request.Plan, cached, cancellationToken)).TryGet(out var from, out var failure))
                return Checkout(failure);
            cached = false;
            var tried = await TryAsync(new PublishRun(mirror, request, from), cancellationToken);
            if (tried.TryGet(out var outcome, out failure) && (outcome.Pushed is not null || !from.IsCached)) return outcome;
            if (failure is not null && IsRace(failure)) logger.PushedFirst(request.Automation.Key, request.Remote.Url, attempt);
            if (from.IsCached)
            {
                attempt = 0; // on a head that may be old only a push proves anything; this was no attempt yet
                continue;
            }

            if (failure is null || !IsRace(failure) || attempt >= options.PushAttempts) return tried;
            await PauseAsync(attempt, cancellationToken);
        }
    }

    /// <summary>Whether nothing moved since the last run: no plan is needed then.</summary>
    public async Task<Result<bool>> IsUnmovedAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        if (request.Plan.AlwaysSyncs || request.Automation.Status.ObservedSourceRevision is not { } revision) return false;
        var unmoved = await BaseFinder.IsUnmovedAsync(mirrors.Open(request.Remote), request.Plan, revision, cancellationToken);
        return unmoved.Failure is { } failure ? Checkout(failure) : unmoved;
    }

    // Commits that a push would drop stay there however often it is tried.
    private static bool IsRace(Failure failure) => failure.GitKind() == GitFailureKind.Stale;

    /// <summary>What a run would write now, without writing: the remote is asked, nothing is pushed.</summary>
    public async Task<Result<PublishPreview>> PreviewAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var mirror = mirrors.Open(request.Remote);
        using var turn = await locks.TakeAsync(mirror.Name, cancellationToken);
        if (!(await bases.FindAsync(mirror, request.Plan, mayBeCached: false, cancellationToken)).TryGet(out var from, out var failure))
            return Checkout(failure);
        if (!(await PlanAsync(new PublishRun(mirror, request, from), cancellationToken)).TryGet(out var planned, out failure))
            return failure;
        var files = new List<FilePreview>();
        foreach (var (path, content) in planned.Edits.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (!(await mirror.Objects.ReadBlobAtAsync(from.Commit, path, cancellationToken)).TryGet(out var before, out failure))
                return Checkout(failure);
            files.Add(new FilePreview(path, before ?? default, content));
        }

        if (planned.Edits.Changes.Count == 0) return new PublishPreview(from.Revision, files, [], "", planned.Findings);
        return planned.Message(request).TryGet(out var message, out failure)
            ? new PublishPreview(from.Revision, files, planned.Edits.Changes, message, planned.Findings)
            : Source(failure);
    }

    private async Task<Result<PublishOutcome>> TryAsync(PublishRun run, CancellationToken cancellationToken)
    {
        var (_, request, from) = run;
        if (!(await PlanAsync(run, cancellationToken)).TryGet(out var planned, out var failure)) return failure;
        var edits = planned.Edits;
        if (edits.Changes.Count == 0) return await AgainAsync(run, planned, cancellationToken);
        if (!planned.Message(request).TryGet(out var message, out failure)) return Source(failure);
        if (!(await CommitAsync(run, edits, message, cancellationToken)).TryGet(out var commit, out failure)) return Source(failure);
        if (await IsThereAlreadyAsync(run, commit, cancellationToken)) return new PublishOutcome(from.Revision, null, planned.Findings);

        if (!PushPlanner.Refs(request.Plan, from, commit.Commit, options.ForcePushBranch).TryGet(out var refs, out failure))
            return Source(failure);
        if (await PushAsync(run, refs, cancellationToken) is { } refused) return refused;
        NoteLanding(request, edits);
        var pushed = new PushedCommit(commit.Commit, request.Plan.PushBranch, request.Plan.Refspec is { } refspec ? [refspec]
            : [], message, edits.Changes);
        var revision = request.Plan.Switches ? from.Revision : SourceRevision.Of(request.Plan.PushBranch, commit.Commit);
        return new PublishOutcome(revision, pushed, planned.Findings);
    }

    private void NoteLanding(PublishRequest request, EditPlan edits)
    {
        foreach (var election in request.Elections)
        {
            var setter = $"{election.Policy.Namespace}:{election.Policy.Name}";
            if (election.Since is { } since
                && edits.Changes.Any(c => c.Setter == setter || c.Setter.StartsWith(setter + ":", StringComparison.Ordinal)))
                metrics.Landed(time.GetUtcNow() - since);
        }
    }

    private async Task<Result<PlannedRun>> PlanAsync(PublishRun run, CancellationToken cancellationToken)
    {
        using var span = Spans.Start("plan");
        var since = time.GetTimestamp();
        var planned = await PlanOnAsync(run, cancellationToken);
        var changes = planned.TryGet(out var plan, out var failure) ? plan.Edits.Changes.Count : 0;
        metrics.Planned(time.GetElapsedTime(since), failure is not null ? "failure" : changes > 0 ? "changes" : "unchanged");
        span?.SetTag("git.revision", run.From.Revision).SetTag("imageautomation.changes", changes);
        span.End(failure);
        return planned;
    }

    private async Task<Result<PlannedRun>> PlanOnAsync(PublishRun run, CancellationToken cancellationToken)
    {
        var (mirror, request, from) = run;
        if (!(await PathAsync(run, cancellationToken)).TryGet(out var path, out var failure)) return failure;
        if (!(await indexes.OfAsync(mirror, from.Commit, request.Finder, cancellationToken)).TryGet(out var index, out failure))
            return Checkout(failure);

        var elected = request.Elections.ToDictionary(e => e.Policy, e => e.Image);
        var targetsOf = new FileTargetsReader(elected);
        var files = index.Below(path).ToList();
        if (files.SelectMany(targetsOf.Conflicts).ToList() is { Count: > 0 } conflicts)
            return Failure.Transient(
                Reasons.UpdateFailed, $"failed to apply policies: {string.Join("; ", conflicts.Take(MaxListedConflicts))}");
        var groups = TargetGroup.In(files, targetsOf).ToList();
        if (!(await judge.JudgeAsync(run, targetsOf, groups, cancellationToken)).TryGet(out var judged, out failure))
            return Update(failure);
        if (!(await EditPlan.MakeAsync(mirror, index, judged.Written, elected, cancellationToken)).TryGet(out var edits, out failure))
            return Update(failure);
        var ns = request.Automation.Key.Namespace;
        var findings = new Findings(
            judged.Holds, [.. files.Select(f => f.Skipped).OfType<SkippedFile>()],
            [.. UnboundMarker.In(files, options.WatchesAllNamespaces ? null : ns, elected)],
            [.. DeadMarkers.In(files), .. DeadMarkers.Outside(index.Files, files, path, ns)]);
        return new PlannedRun(path, elected, edits, findings);
    }

    /// <summary>Where the update path leads, links followed.</summary>
    private static async Task<Result<string>> PathAsync(PublishRun run, CancellationToken cancellationToken)
    {
        var (mirror, request, from) = run;
        var path = UpdatePath.Clean(request.Plan.Path);
        if ((await mirror.Objects.FollowAsync(from.Commit, path, cancellationToken)).TryGet(out var top, out var failure)
            && top is not null)
            return top.Path;
        if (failure is not null && failure.GitKind() != GitFailureKind.PathNotFound) return Checkout(failure);
        var why = failure?.Message ?? $"'{path}' does not exist";
        return Failure.Transient(
            Reasons.UpdateFailed,
            $"failed to apply policies: walking path for files: {why} at {from.Revision}; correct spec.update.path of "
                + $"ImageUpdateAutomation {request.Automation.Key}", failure?.Cause);
    }

    private async Task<Result<WrittenCommit>> CommitAsync(
        PublishRun run, EditPlan edits, string message, CancellationToken cancellationToken)
    {
        var (mirror, request, from) = run;
        var spec = request.Automation.Spec.Git!.Commit; // checked by SourceResolution
        var commit = new CommitRequest
        {
            Parent = from.Commit,
            Files = edits.Files,
            Author = new GitSignature(spec.Author.Name, spec.Author.Email, time.GetUtcNow()),
            Message = message,
        };
        if (request.SigningSecret is not { } secret) return await mirror.Objects.CommitAsync(commit, cancellationToken);
        if (!(await tools.Signers.OpenAsync(spec.SigningKey?.Type, secret, cancellationToken)).TryGet(out var signer, out var failure))
            return failure;
        await using (signer) return await mirror.Objects.CommitAsync(commit with { Signer = signer.SignAsync }, cancellationToken);
    }

    private async Task<Result<PublishOutcome>> AgainAsync(PublishRun run, PlannedRun planned, CancellationToken cancellationToken)
    {
        var done = new PublishOutcome(run.From.Revision, null, planned.Findings);
        if (!(await owed.FindAsync(run, cancellationToken)).TryGet(out var found, out var failure)) return Source(failure);
        if (found is not { } again) return done;
        if (await PushAsync(run, [again.Ref], cancellationToken) is { } refused) return refused;
        // owed because there is one
        return done with { Pushed = new PushedCommit(again.Head.Id, run.Plan.PushBranch, [run.Plan.Refspec!], again.Head.Message, []) };
    }

    // Always-fresh mode builds the same commit again and again; the time in it must not make it a new one.
    private async Task<bool> IsThereAlreadyAsync(PublishRun run, WrittenCommit commit, CancellationToken cancellationToken)
    {
        var (mirror, _, from) = run;
        if (options.AllBranchReferences || from.PushHead is not { } head || head == from.Commit) return false;
        if ((await mirror.Remote.FetchAsync([head.ToString()], cancellationToken)).Failure is not null) return false; // not to be had: push
        return (await mirror.Objects.ReadCommitAsync(head, cancellationToken)).TryGet(out var there, out _)
            && there.Tree == commit.Tree && there.Parents.SequenceEqual([from.Commit]);
    }

    private async Task<Failure?> PushAsync(PublishRun run, IReadOnlyList<PushRef> refs, CancellationToken cancellationToken)
    {
        foreach (var one in refs) tools.Own.Note(one.Target, one.Source);
        var options = run.Plan.Options.OrderBy(o => o.Key, StringComparer.Ordinal).ToList();
        var pushed = await run.Mirror.Remote.PushAsync(new PushRequest { Refs = refs, Options = options }, cancellationToken);
        var failure = pushed.TryGet(out var outcome, out var unreached) ? outcome.Failure : unreached;
        if (failure is null) return null;
        var branch = run.Plan.PushBranch;
        // Whoever names a refspec alone often means it to be all that is pushed.
        var isUnasked = run.Plan.Refspec is not null && string.IsNullOrEmpty(run.Request.Automation.Spec.Git?.Push?.Branch)
            && outcome?.Refs.Any(r => r is { Status: PushStatus.Rejected } && r.Target == GitRefName.Heads + branch) == true;
        return Source(isUnasked ? failure with
        {
            Message = $"{failure.Message}; spec.git.push.branch is not set, so '{branch}' is pushed as well",
        } : failure);
    }

    private async Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        // Writers that collide must not stay in step.
#pragma warning disable CA5394 // no secret is drawn
        var pause = LongestPause * Random.Shared.NextDouble() * Math.Min(attempt, 8) / 8;
#pragma warning restore CA5394
        await Task.Delay(pause, time, cancellationToken);
    }

    private static Failure Checkout(Failure failure) => Classified(failure, Reasons.GitOperationFailed, "failed to checkout source: ");

    private static Failure Update(Failure failure) => Classified(failure, Reasons.UpdateFailed, "failed to apply policies: ");

    private static Failure Source(Failure failure) => Classified(failure, Reasons.GitOperationFailed, "failed to update source: ");

    // What already has a reason of its own keeps it.
    private static Failure Classified(Failure failure, string reason, string prefix) =>
        failure.Reason == Reasons.SourceManagerFailed ? RemoteSource.Refuse(failure)
        : failure with { Reason = failure.Kind == FailureKind.Terminal ? failure.Reason : reason, Message = prefix + failure.Message };

    /// <summary>A plan on a base.</summary>
    private sealed record PlannedRun(
        string Path, IReadOnlyDictionary<ObjectKey, ImageRef> Elected, EditPlan Edits, Findings Findings)
    {
        public Result<string> Message(PublishRequest request) => request.Message.Write(Edits.Changes, Elected, Path);
    }
}
