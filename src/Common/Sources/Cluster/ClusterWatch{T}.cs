using System.Runtime.CompilerServices;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>List and watch as one stream that outlives every interruption.</summary>
internal sealed class ClusterWatch<T>(
    KubeClient client, KubeQuery query, KubernetesSourceOptions options, TimeProvider time, ILogger logger)
    where T : class, IResource<T>
{
    private const int RelistAfter = 5;

    private readonly Dictionary<ObjectKey, T> known = [];
    private string? resumeFrom; // null: list first
    private bool isSynced;
    private int failures;

    public async IAsyncEnumerable<ResourceChange<T>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (resumeFrom is null)
            {
                var listed = await client.ListAsync<T>(query, cancellationToken);
                if (!listed.TryGet(out var list, out var failure))
                {
                    await PauseAsync(failure, cancellationToken);
                    continue;
                }

                foreach (var change in Compare(list)) yield return change;
                if (!isSynced) yield return new(ResourceChangeType.Synced, null);
                isSynced = true;
                resumeFrom = list.ResourceVersion;
            }

            var opened = time.GetTimestamp();
            Failure? broken = null;
            await foreach (var happened in client.WatchAsync<T>(query, resumeFrom, cancellationToken))
            {
                if (happened.Type == KubeWatchEventType.Failed) broken = happened.Problem;
                else Recovered();
                if (happened.ResourceVersion.Length > 0) resumeFrom = happened.ResourceVersion;
                if (Take(happened) is { } change) yield return change;
            }

            if (broken is { Reason: KubeReasons.Expired })
            {
                logger.WatchExpired(T.ResourceKind);
                resumeFrom = null;
            }
            else if (broken is not null)
            {
                await PauseAsync(broken, cancellationToken);
                if (failures >= RelistAfter) resumeFrom = null; // a server that was restored from a backup never gets to our version
            }
            else if (time.GetElapsedTime(opened) < options.MinRetryDelay)
            {
                // a server that ends watches at once must not be called in a circle
                await Task.Delay(options.MinRetryDelay, time, cancellationToken);
            }
        }
    }

    private IEnumerable<ResourceChange<T>> Compare(KubeList<T> list)
    {
        Recovered();
        foreach (var problem in list.Unreadable) logger.ObjectUnreadable(problem);
        var now = list.Items.ToDictionary(o => o.Key);
        // While an object cannot be read, one that is missing may be that one: it still exists.
        var vanished = known.Values.Where(o => now.TryGetValue(o.Key, out var next) ? next.Metadata.Uid != o.Metadata.Uid
            : list.Unreadable.Count == 0).ToList();
        foreach (var gone in vanished)
        {
            known.Remove(gone.Key);
            yield return new(ResourceChangeType.Deleted, gone);
        }

        foreach (var current in list.Items)
        {
            if (known.TryGetValue(current.Key, out var before) && before.Metadata.ResourceVersion == current.Metadata.ResourceVersion)
                continue;
            known[current.Key] = current;
            yield return new(ResourceChangeType.Upserted, current);
        }
    }

    private ResourceChange<T>? Take(KubeWatchEvent<T> happened)
    {
        switch (happened)
        {
            case { Type: KubeWatchEventType.Upserted, Object: { } current }:
                known[current.Key] = current;
                return new(ResourceChangeType.Upserted, current);
            case { Type: KubeWatchEventType.Deleted, Object: { } gone }:
                known.Remove(gone.Key);
                return new(ResourceChangeType.Deleted, gone);
            case { Type: KubeWatchEventType.Unreadable, Problem: { } problem }:
                logger.ObjectUnreadable(problem.Message);
                return null;
            default:
                return null;
        }
    }

    private void Recovered()
    {
        if (failures > 0) logger.WatchRestored(T.ResourceKind);
        failures = 0;
    }

    private async Task PauseAsync(Failure failure, CancellationToken cancellationToken)
    {
        var delay = options.MinRetryDelay * Math.Pow(2, Math.Min(failures, 16));
        if (delay > options.MaxRetryDelay) delay = options.MaxRetryDelay;
        delay *= 0.75 + (Random.Shared.NextDouble() / 2); // many controllers must not come back in step
        failures++;
        logger.WatchInterrupted(T.ResourceKind, GoDuration.Rounded(delay), failure);
        await Task.Delay(delay, time, cancellationToken);
    }
}
