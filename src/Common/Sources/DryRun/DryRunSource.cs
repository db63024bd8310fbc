using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.DryRun;

/// <summary>
/// A source that writes nothing: what would have been written is kept in memory and laid over what is read, so that a controller goes
/// on as if it had been written. It begins with the stored status, as a controller does that takes over. A watch that brings an object
/// just while its status is "written" may show the status before for one run more.
/// </summary>
/// <param name="inner">Where resources live. Stays the caller's.</param>
/// <param name="logger">Log.</param>
public sealed class DryRunSource(IResourceSource inner, ILogger<DryRunSource> logger) : IResourceSource
{
    private readonly ConcurrentDictionary<(ResourceKind Kind, ObjectKey Key), Unwritten> unwritten = new();
    private readonly ElectionComparison elections = new(logger);

    /// <inheritdoc/>
    public async Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T> =>
        (await inner.GetAsync<T>(key, cancellationToken)).Then<T?>(found => found is null ? null : Over(found));

    /// <inheritdoc/>
    public async IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        await foreach (var change in inner.WatchAsync<T>(cancellationToken))
        {
            if (change is { Type: ResourceChangeType.Deleted, Object: { } gone }) Forget(gone);
            if (change is not { Type: ResourceChangeType.Upserted, Object: { } stored })
            {
                yield return change;
                continue;
            }

            if (stored is ImagePolicy policy) elections.Stored(policy);
            yield return change with { Object = Over(stored) };
        }
    }

    /// <inheritdoc/>
    public Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(after);
        logger.MetadataNotWritten(T.ResourceKind.Kind, after.Key);
        return Task.FromResult<Result<T>>(Keep(after, isStatus: false));
    }

    /// <inheritdoc/>
    public Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(after);
        logger.StatusNotWritten(T.ResourceKind.Kind, after.Key);
        if (after is ImagePolicy { Status: var status } policy && IsElected(status)) elections.Made(policy);
        return Task.FromResult<Result<T>>(Keep(after, isStatus: true));
    }

    /// <inheritdoc/>
    public Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(happened);
        logger.EventNotWritten(happened.Kind.Kind, happened.Key, happened.Reason, happened.Message);
        return Task.CompletedTask;
    }

    // A run that goes on or failed carries the reference that it found.
    private static bool IsElected(ImagePolicyStatus status) =>
        status.Find(ConditionTypes.Ready) is { Status: "True" } && status.Find(ConditionTypes.Reconciling) is null;

    private T Keep<T>(T after, bool isStatus)
        where T : class, IResource<T>
    {
        var status = isStatus ? JsonSerializer.SerializeToNode(after, T.JsonTypeInfo)?["status"] : null;
        unwritten.AddOrUpdate(
            (T.ResourceKind, after.Key),
            _ => new Unwritten(after.Metadata.Uid, after.HasFinalizer, status, 1),
            (_, known) =>
                new Unwritten(after.Metadata.Uid, after.HasFinalizer, status
                    ?? (known.Uid == after.Metadata.Uid ? known.Status : null), known.Writes + 1));
        return Over(after);
    }

    private T Over<T>(T stored)
        where T : class, IResource<T>
    {
        if (!unwritten.TryGetValue((T.ResourceKind, stored.Key), out var known) || known.Uid != stored.Metadata.Uid) return stored;
        var json = JsonSerializer.SerializeToNode(stored, T.JsonTypeInfo)!; // an object is never null
        json["metadata"]!["resourceVersion"] = stored.Metadata.ResourceVersion?.Split('+')[0]; // metadata is never null
        known.Over(json);
        return json.Deserialize(T.JsonTypeInfo)!; // as above
    }

    private void Forget<T>(T gone)
        where T : class, IResource<T>
    {
        unwritten.TryRemove((T.ResourceKind, gone.Key), out _);
        if (gone is ImagePolicy) elections.Forget(gone.Key);
    }
}
