using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Loop;

/// <summary>
/// The frame that all kinds share: load, clean up when deleted, finalizer, suspend, early progress, work, conditions, one write, one event.
/// </summary>
/// <typeparam name="T">Resource type.</typeparam>
/// <param name="cache">The kind's objects.</param>
/// <param name="work">What is special to the kind.</param>
/// <param name="context">What it works with.</param>
/// <param name="meter">Told what the work came to; null: nobody.</param>
public sealed class ObjectReconciler<T>(
    ResourceCache<T> cache, IObjectWork<T> work, ControllerContext context, IWorkMeter<T>? meter = null) : IReconciler
    where T : class, IReconciledResource<T>
{
    private const int WriteAttempts = 5;

    // How long a stop waits until what was done is recorded.
    private static readonly TimeSpan RecordLimit = TimeSpan.FromSeconds(5);

    private readonly IResourceSource source = context.Source;
    private readonly TimeProvider time = context.Time;
    private readonly ILogger<ObjectReconciler<T>> logger = context.Loggers.CreateLogger<ObjectReconciler<T>>();

    // What a run did and could not record. The next run would find everything done and not tell it any more.
    private readonly ConcurrentDictionary<ObjectKey, Unrecorded> unrecorded = new();

    /// <inheritdoc/>
    public async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (cache.Find(key) is not { } resource)
        {
            unrecorded.TryRemove(key, out _);
            Forget(key);
            return ReconcileOutcome.Done;
        }

        if (resource.IsBeingDeleted) return await DeleteAsync(resource, cancellationToken);
        if (!resource.HasFinalizer) return await AddFinalizerAsync(resource, cancellationToken);
        if (resource.IsSuspended) return await SkipAsync(resource, cancellationToken);

        if (unrecorded.TryRemove(key, out var owed) && owed.After.Metadata.Uid == resource.Metadata.Uid)
        {
            var settled = await WriteAsync(resource, resource.WithStatusOf(owed.After), owed.Before, owed.Outcome, cancellationToken);
            if (!settled.TryGet(out resource, out var late)) return Retry(key, late);
        }

        var since = time.GetTimestamp();
        var status = resource.Conditioned;
        if (status.ObservedGeneration != resource.Metadata.Generation || IsRequested(resource))
        {
            var begun = resource.WithConditions(
                ConditionRules.Begin(status, resource.Metadata.Generation, time.GetUtcNow()), status.ObservedGeneration,
                status.LastHandledReconcileAt);
            if (!(await WriteStatusAsync(resource, begun, cancellationToken)).TryGet(out resource, out var failure))
                return Retry(key, failure);
        }

        var outcome = await WorkAsync(resource, cancellationToken);
        var recorded = await RecordAsync(resource, status, outcome, cancellationToken);
        context.Loops.ObjectReconciled(T.ResourceKind, key, time.GetElapsedTime(since));
        return recorded;
    }

    // A bug shows on its object, too, where those look who can report it.
    private Task<WorkOutcome<T>> WorkAsync(T resource, CancellationToken cancellationToken) => Unexpected.CaughtAsync(
        async () =>
        {
            var since = time.GetTimestamp();
            var outcome = await work.RunAsync(resource, cancellationToken);
            meter?.Worked(resource, outcome, time.GetElapsedTime(since));
            return outcome;
        },
        (exception, failure) =>
        {
            logger.RunThrew(T.ResourceKind.Kind, resource.Key, exception);
            context.Loops.RunThrew(T.ResourceKind.Kind.ToLowerInvariant()); // the controllers' names
            return new WorkOutcome<T> { Object = resource, Failure = failure };
        },
        cancellationToken);

    private void Forget(ObjectKey key)
    {
        context.Loops.ObjectGone(T.ResourceKind, key);
        meter?.Gone(key);
    }

    private static bool IsRequested(T resource) =>
        resource.ReconcileRequestedAt is { } token && token != resource.Conditioned.LastHandledReconcileAt;

    private async Task<ReconcileOutcome> RecordAsync(
        T resource, IConditionedStatus before, WorkOutcome<T> outcome, CancellationToken cancellationToken)
    {
        var generation = resource.Metadata.Generation;
        var (conditions, observed) = ConditionRules.Conclude(
            resource.Conditioned, outcome.Failure, outcome.SuccessMessage, outcome.ProgressMessage, generation, time.GetUtcNow());
        var after = outcome.Object.WithConditions(
            conditions,
            observed ? generation : resource.Conditioned.ObservedGeneration,
            resource.ReconcileRequestedAt ?? resource.Conditioned.LastHandledReconcileAt);
        var written = outcome.DoneMessage is null
            ? await WriteAsync(resource, after, before, outcome, cancellationToken)
            : await WriteBeyondStopAsync(resource, after, before, outcome, cancellationToken);
        return written.Failure is { } failure ? Retry(resource.Key, failure) : new ReconcileOutcome(outcome.Failure, outcome.RequeueAfter);
    }

    // A stop must not lose what was done; the limit keeps a dead server from holding the stop up.
    private async Task<Result<T>> WriteBeyondStopAsync(
        T resource, T after, IConditionedStatus before, WorkOutcome<T> outcome, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stopping = cancellationToken.Register(() => limit.CancelAfter(RecordLimit));
        return await WriteAsync(resource, after, before, outcome, limit.Token);
    }

    private async Task<Result<T>> WriteAsync(
        T resource, T after, IConditionedStatus before, WorkOutcome<T> outcome, CancellationToken cancellationToken)
    {
        var written = await WriteStatusAsync(resource, after, cancellationToken);
        if (!written.TryGet(out var stored, out var failure))
        {
            if (outcome.DoneMessage is not null && failure.Reason != SourceReasons.NotFound)
                unrecorded[resource.Key] = new Unrecorded(after, before, outcome);
            return failure;
        }

        await TellAsync(stored, before, outcome, cancellationToken);
        return stored;
    }

    private async Task TellAsync(T after, IConditionedStatus before, WorkOutcome<T> outcome, CancellationToken cancellationToken)
    {
        var kind = T.ResourceKind;
        var (severity, reason, message) =
            EventRules.Tell(before, outcome.Failure, outcome.SuccessMessage, outcome.DoneMessage, outcome.NothingNewMessage);
        if (outcome.IsQuiet) severity = EventSeverity.Trace;
        if (severity == EventSeverity.Error) logger.RunFailed(kind.Kind, after.Key, reason, message, outcome.Failure?.Cause);
        else if (severity == EventSeverity.Info) logger.Succeeded(kind.Kind, after.Key, message);
        else logger.NothingNew(kind.Kind, after.Key, message);
        foreach (var notice in outcome.Notices)
        {
            logger.Noticed(kind.Kind, after.Key, notice.Reason, notice.Message);
            await PostAsync(after, notice.IsWarning ? EventSeverity.Error
                : EventSeverity.Info, notice.Reason, notice.Message, notice.Metadata, cancellationToken);
        }

        // a trace is loud enough in the log
        if (severity != EventSeverity.Trace) await PostAsync(after, severity, reason, message, outcome.EventMetadata, cancellationToken);
    }

    private Task PostAsync(
        T about, EventSeverity severity, string reason, string message, IReadOnlyDictionary<string, string>? facts,
        CancellationToken cancellationToken) =>
        source.RecordEventAsync(
            new ResourceEvent
            {
                Kind = T.ResourceKind,
                Key = about.Key,
                Uid = about.Metadata.Uid,
                ResourceVersion = about.Metadata.ResourceVersion,
                Severity = severity,
                Reason = reason,
                Message = message,
                Metadata = EventRules.Metadata(about.Metadata.Annotations, facts),
                Time = time.GetUtcNow(),
            },
            cancellationToken);

    private async Task<ReconcileOutcome> DeleteAsync(T resource, CancellationToken cancellationToken)
    {
        if (!resource.HasFinalizer) return ReconcileOutcome.Done;
        await work.CleanUpAsync(resource, cancellationToken);
        var finalizers = resource.Metadata.Finalizers!.Where(f => f != WellKnown.Finalizer).ToList(); // HasFinalizer saw the list
        var outcome = await WriteFinalizersAsync(resource, finalizers, ReconcileOutcome.Done, cancellationToken);
        if (outcome == ReconcileOutcome.Done) Forget(resource.Key);
        return outcome;
    }

    private Task<ReconcileOutcome> AddFinalizerAsync(T resource, CancellationToken cancellationToken) =>
        WriteFinalizersAsync(
            resource, [.. resource.Metadata.Finalizers ?? [], WellKnown.Finalizer], ReconcileOutcome.Again, cancellationToken);

    private async Task<ReconcileOutcome> WriteFinalizersAsync(
        T resource, IReadOnlyList<string> finalizers, ReconcileOutcome then, CancellationToken cancellationToken)
    {
        var after = resource.WithMetadata(resource.Metadata with { Finalizers = finalizers });
        var written = await source.PatchMetadataAsync(resource, after, cancellationToken);
        if (!written.TryGet(out var stored, out var failure)) return Retry(resource.Key, failure);
        if (!stored.IsBeingDeleted) cache.Observe(stored);
        return then;
    }

    private async Task<ReconcileOutcome> SkipAsync(T resource, CancellationToken cancellationToken)
    {
        logger.Suspended(T.ResourceKind.Kind, resource.Key);
        if (!work.HandlesRequestsWhileSuspended || !IsRequested(resource)) return ReconcileOutcome.Done;
        var status = resource.Conditioned;
        var after = resource.WithConditions(status.Conditions, status.ObservedGeneration, resource.ReconcileRequestedAt);
        var written = await WriteStatusAsync(resource, after, cancellationToken);
        return written.TryGet(out _, out var failure) ? ReconcileOutcome.Done : Retry(resource.Key, failure);
    }

    // Status is ours alone, so a conflict means that spec or metadata moved on: our status goes onto the newer object.
    private async Task<Result<T>> WriteStatusAsync(T before, T after, CancellationToken cancellationToken)
    {
        if (JsonNode.DeepEquals(StatusOf(before), StatusOf(after))) return before;
        for (var attempt = 1; ; attempt++)
        {
            var written = await source.PatchStatusAsync(before, after, cancellationToken);
            if (written.TryGet(out var stored, out var failure))
            {
                cache.Observe(stored);
                return stored;
            }

            if (failure.Reason != SourceReasons.Conflict || attempt == WriteAttempts) return failure;
            var read = await source.GetAsync<T>(before.Key, cancellationToken);
            if (!read.TryGet(out var fresh, out failure)) return failure;
            if (fresh is null || fresh.Metadata.Uid != before.Metadata.Uid)
                return Failure.Transient(SourceReasons.NotFound, $"{before.Key} does not exist any more");
            after = fresh.WithStatusOf(after);
            before = fresh;
        }
    }

    private static JsonNode? StatusOf(T resource) => JsonSerializer.SerializeToNode(resource, T.JsonTypeInfo)?["status"];

    private ReconcileOutcome Retry(ObjectKey key, Failure failure)
    {
        logger.NotWritten(T.ResourceKind.Kind, key, failure);
        return failure.Reason switch
        {
            SourceReasons.NotFound => ReconcileOutcome.Done, // the watch tells when it comes back
            SourceReasons.Conflict => ReconcileOutcome.Again,
            _ => new ReconcileOutcome(failure, null),
        };
    }

    private sealed record Unrecorded(T After, IConditionedStatus Before, WorkOutcome<T> Outcome);
}
