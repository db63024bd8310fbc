using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Signing;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.ImageUpdater.Publishing.Pushing;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Work on an ImageUpdateAutomation: select policies, find the source, publish, record.</summary>
internal sealed class AutomationWork(
    ResourceCache<ImagePolicy> policies, RemoteSource sources, Publisher publisher, CommitSigners signers, DryRunReport report,
    UpdaterOptions options, TimeProvider time) : IObjectWork<ImageUpdateAutomation>
{
    private const string UpToDate = "repository up-to-date";
    private const string NoChange = "no change since last reconciliation";
    private const int MaxHolds = 100;
    private const int MaxSkipped = 20;

    private readonly LastFindings findings = new();
    private readonly IgnoredNotices ignored = new();

    /// <inheritdoc/>
    public bool HandlesRequestsWhileSuspended => false;

    /// <inheritdoc/>
    public async Task<WorkOutcome<ImageUpdateAutomation>> RunAsync(ImageUpdateAutomation resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var automation = resource with { Status = resource.Status with { LastAutomationRunTime = time.GetUtcNow() } };
        if (!(await GatherAsync(automation, cancellationToken)).TryGet(out var request, out var failure))
            return Failed(automation, failure);

        var observed = request.Elections.ToDictionary(e => e.Policy.Name, e => e.Image);
        var elected = !SameElections(observed, automation.Status.ObservedPolicies);
        var before = findings.Of(resource);
        if (!elected && !options.RunsAlways && MaySkip(resource, before))
        {
            if (!(await publisher.IsUnmovedAsync(request, cancellationToken)).TryGet(out var unmoved, out failure))
                return Failed(automation, failure);
            if (unmoved) return Succeeded(automation, null, NoChange);
        }

        if (options.DryRun) return await ReportAsync(automation, request, observed, cancellationToken);
        request = request with { MayUseCachedHead = elected };
        if (!(await publisher.PublishAsync(request, cancellationToken)).TryGet(out var outcome, out failure))
            return Failed(automation, failure);
        var recorded = Record(automation, outcome, observed);
        findings.Note(recorded);
        // Only what status remembers is told: anything beyond would be news again with each run.
        return Succeeded(recorded, outcome.Pushed, UpToDate) with
        {
            Notices =
            [
                .. HoldNotices.New(before.Holds, recorded.Status.Holds?.Entries ?? []),
                .. SkippedNotices.New(
                    before.SkippedFiles, recorded.Status.SkippedFiles, editsLines: automation.Spec.Update is { EditsLines: true }),
                .. ignored.New(automation.Key, Ignored(outcome.Findings)),
            ],
        };
    }

    private async Task<WorkOutcome<ImageUpdateAutomation>> ReportAsync(
        ImageUpdateAutomation automation, PublishRequest request, Dictionary<string, ImageRef> observed,
        CancellationToken cancellationToken)
    {
        if (!(await publisher.PreviewAsync(request, cancellationToken)).TryGet(out var preview, out var failure))
            return Failed(automation, failure);
        report.Tell(automation.Key, request.Plan.PushBranch, preview);
        return Succeeded(Record(automation, new PublishOutcome(preview.Revision, null, preview.Findings), observed), null, UpToDate);
    }

    /// <summary>What the next run would write, without writing anything anywhere.</summary>
    public async Task<Result<PublishPreview>> PreviewAsync(ImageUpdateAutomation automation, CancellationToken cancellationToken)
    {
        if (!(await GatherAsync(automation, cancellationToken)).TryGet(out var request, out var failure)) return failure;
        if (!(await publisher.PreviewAsync(request, cancellationToken)).TryGet(out var preview, out failure)) return failure;
        var waiting = preview.Findings.Unbound.Where(m => policies.Find(m.Policy) is { Status.LatestRef: null });
        return preview with
        {
            Findings = preview.Findings with
            {
                Dead = Ignored(preview.Findings),
                Unbound = WithoutPolicy(preview.Findings.Unbound),
                Waiting = [.. waiting],
            },
        };
    }

    /// <inheritdoc/>
    public Task CleanUpAsync(ImageUpdateAutomation resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        findings.Forget(resource.Key);
        ignored.Forget(resource.Key);
        return Task.CompletedTask;
    }

    private async Task<Result<PublishRequest>> GatherAsync(ImageUpdateAutomation automation, CancellationToken cancellationToken)
    {
        if (!PolicySelection.Select(automation, policies.All).TryGet(out var selected, out var failure)) return failure;
        if (!(await sources.FindAsync(automation, cancellationToken)).TryGet(out var source, out failure)) return failure;
        if (!EditOptionsOf(automation).TryGet(out var editing, out failure)) return failure;
        var elections = Election.Of(selected);
        foreach (var election in elections)
            if (SetterValue.Check(election.Image).Failure is { } invalid) return invalid.Prefixed("failed to apply policies: ");
        if (!MessageWriter.For(automation, options, time).TryGet(out var message, out failure))
            return failure.Prefixed("failed to update source: ");
        if (!(await sources.SigningSecretAsync(automation, cancellationToken)).TryGet(out var signing, out failure)) return failure;
        // A key that cannot sign shows on every run, not only when there is something to commit.
        if (signing is not null
            && await signers.CheckAsync(automation.Spec.Git?.Commit.SigningKey?.Type, signing, cancellationToken) is { } unfit)
            return RemoteSource.Refuse(unfit);
        return new PublishRequest
        {
            Automation = automation,
            Plan = source.Plan,
            Remote = source.Remote,
            Elections = elections,
            Message = message,
            Finder = new TargetFinder(editing),
            SigningSecret = signing,
        };
    }

    private List<IgnoredMarkerEntry> Ignored(Findings found) =>
        [.. found.Dead.Concat(WithoutPolicy(found.Unbound).Select(DeadMarkers.Of)).OrderBy(m => m.Path, StringComparer.Ordinal)
            .ThenBy(m => m.Line)];

    // A policy without election, or one that the automation does not select, says itself how it stands.
    private List<UnboundMarker> WithoutPolicy(IReadOnlyList<UnboundMarker> markers) =>
        [.. markers.Where(m => policies.Find(m.Policy) is null)];

    private static Result<EditOptions> EditOptionsOf(ImageUpdateAutomation automation)
    {
        var update = automation.Spec.Update;
        if (update is { IsUnknown: true })
            return Failure.Terminal(Reasons.InvalidUpdateStrategy, $"unsupported update strategy: {update.Strategy}");
        return new EditOptions
        {
            Strategy = update is { IsImageFields: true } ? EditStrategy.ImageFields : EditStrategy.Setters,
            Unparsable = update is { EditsLines: true } ? UnparsableFiles.Line : UnparsableFiles.Skip,
        };
    }

    private ImageUpdateAutomation Record(ImageUpdateAutomation automation, PublishOutcome outcome, Dictionary<string, ImageRef> observed)
    {
        var status = automation.Status with
        {
            ObservedSourceRevision = outcome.Revision,
            ObservedPolicies = observed.Count == 0 ? null : observed, // nothing empty is written
            Holds = outcome.Findings.Holds.Count == 0 ? null : new HoldsStatus
            {
                Total = outcome.Findings.Holds.Count,
                Entries = [.. outcome.Findings.Holds.Take(MaxHolds)],
            },
            SkippedFiles = outcome.Findings.Skipped.Count == 0 ? null : new SkippedFilesStatus
            {
                Total = outcome.Findings.Skipped.Count,
                Entries = [.. outcome.Findings.Skipped.Take(MaxSkipped)],
            },
        };
        if (Ignored(outcome.Findings) is { Count: > 0 } markers) status = status with
        {
            IgnoredMarkers = new IgnoredMarkersStatus { Total = markers.Count, Entries = [.. markers.Take(MaxSkipped)] },
        };
        else status = status with { IgnoredMarkers = null };
        if (outcome.Pushed is { } pushed) status = status with
        {
            LastPushCommit = pushed.Commit.ToString(),
            LastPushTime = time.GetUtcNow(),
        };
        return automation with { Status = status };
    }

    // A request, a new spec and a hold ask for a whole run even when neither elections nor head moved: what may be written can have
    // changed.
    private static bool MaySkip(ImageUpdateAutomation automation, ImageUpdateAutomationStatus before) =>
        automation.Status.ObservedGeneration == automation.Metadata.Generation
        && (automation.ReconcileRequestedAt is not { } token || token == automation.Status.LastHandledReconcileAt)
        && before.Holds is null;

    private static bool SameElections(Dictionary<string, ImageRef> now, IReadOnlyDictionary<string, ImageRef>? before) =>
        now.Count == (before?.Count ?? 0) && now.All(p => before?.GetValueOrDefault(p.Key) == p.Value);

    private static WorkOutcome<ImageUpdateAutomation> Succeeded(
        ImageUpdateAutomation automation, PushedCommit? pushed, string nothingNew) => new()
        {
            Object = automation,
            SuccessMessage = UpToDate,
            RequeueAfter = Intervals.Next(automation.Spec.Interval),
            DoneMessage = pushed is null ? null : PushSummary.Text(pushed),
            NothingNewMessage = nothingNew,
            EventMetadata = pushed is null ? null : PushSummary.Facts(pushed),
        };

    private static WorkOutcome<ImageUpdateAutomation> Failed(ImageUpdateAutomation automation, Failure failure) => new()
    {
        Object = automation,
        Failure = failure,
    };
}
