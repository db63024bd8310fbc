using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Time;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>Resources of a cluster, by its API server. Writes are JSON merge patches of exactly what changed.</summary>
/// <remarks>
/// Not server-side apply: it would leave behind the fields that the controllers which this project replaces own.
/// </remarks>
public sealed class KubernetesSource : IResourceSource
{
    private readonly KubeClient client;
    private readonly KubernetesSourceOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<KubernetesSource> logger;
    private readonly PrunedFields pruned;
    private readonly EventRecorder events;

    /// <summary>Makes a source; nothing is sent yet. The client stays the caller's.</summary>
    public KubernetesSource(KubeClient client, KubernetesSourceOptions options, TimeProvider time, ILogger<KubernetesSource> logger)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        this.client = client;
        this.options = options;
        this.time = time;
        this.logger = logger;
        pruned = new PrunedFields(time, logger);
        events = new EventRecorder(client, options, new SteadyTime(time), logger);
    }

    /// <inheritdoc/>
    public async Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T> => ClusterFailures.Of(await client.GetAsync<T>(key, cancellationToken));

    /// <inheritdoc/>
    public IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>(CancellationToken cancellationToken)
        where T : class, IResource<T> =>
        new ClusterWatch<T>(client, options.Scope.QueryFor(T.ResourceKind), options, time, logger).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var metadata = JsonMergePatch.Diff(Writable(before), Writable(after));
        return metadata.Count == 0 ? before
            : ClusterFailures.Of(await client.MergePatchAsync<T>(before.Key, Locked(before, metadata), null, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var status = JsonMergePatch.Diff(StatusOf(before), StatusOf(after));
        pruned.Leave(T.ResourceKind, status);
        if (status.Count == 0) return before;
        var patch = Locked(before, []);
        patch["status"] = status;
        var written = ClusterFailures.Of(await client.MergePatchAsync<T>(before.Key, patch, "status", cancellationToken));
        if (written.TryGet(out var stored, out _)) pruned.Learn(T.ResourceKind, status, StatusOf(stored));
        return written;
    }

    /// <inheritdoc/>
    public Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken) =>
        events.RecordAsync(happened, cancellationToken);

    private static JsonObject Locked<T>(T before, JsonObject metadata)
        where T : class, IResource<T>
    {
        metadata["resourceVersion"] = before.Metadata.ResourceVersion;
        return new JsonObject { ["metadata"] = metadata };
    }

    private static JsonObject? StatusOf<T>(T resource)
        where T : class, IResource<T> => JsonSerializer.SerializeToNode(resource, T.JsonTypeInfo)?["status"] as JsonObject;

    // The rest of metadata is the server's.
    private static JsonObject Writable<T>(T resource)
        where T : class, IResource<T>
    {
        var metadata = JsonSerializer.SerializeToNode(resource, T.JsonTypeInfo)?["metadata"] as JsonObject;
        var writable = new JsonObject();
        foreach (var name in (string[])["finalizers", "labels", "annotations"])
            if (metadata?[name] is { } value) writable[name] = value.DeepClone();
        return writable;
    }
}
