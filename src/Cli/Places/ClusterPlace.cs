using System.Text.Json.Nodes;
using ImageAutomation.Cli.Explaining;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Cluster;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Cli.Places;

/// <summary>A cluster, by its API server. Nothing is watched: each answer is what the server says when it is asked.</summary>
internal sealed class ClusterPlace : IPlace
{
    private const string Name = "imgauto";

    private static readonly IReadOnlyList<ResourceKind> Previewed = [ResourceKinds.ImageUpdateAutomation, ResourceKinds.ImagePolicy,
        ResourceKinds.GitRepository];

    // After a watch that failed.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // One run writes several times.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private readonly KubeClient client;
    private readonly KubernetesSource source;
    private readonly TimeProvider time;
    private readonly string? state;
    private string? temporary;

    /// <param name="connection">Address and login.</param>
    /// <param name="state">Folder that the user named for previews; null: a temporary one.</param>
    /// <param name="time">Time.</param>
    public ClusterPlace(KubeConnection connection, string? state, TimeProvider time)
    {
        this.state = state;
        this.time = time;
        DefaultNamespace = connection.Namespace ?? "default";
        client = new KubeClient(connection, new KubeClientOptions { FieldManager = Name }, time);
        source = new KubernetesSource(client, new KubernetesSourceOptions
        {
            Controller = Name,
        }, time, NullLogger<KubernetesSource>.Instance);
    }

    /// <inheritdoc/>
    public string? DefaultNamespace { get; }

    public string? WebhookBase => null;

    /// <inheritdoc/>
    public bool ShowsSeveralNamespaces => false;

    /// <inheritdoc/>
    public async Task<Result<IResourceView>> ReadAsync(ViewQuery query, CancellationToken cancellationToken) =>
        (await ClusterView.ReadAsync(client, query, cancellationToken)).Then<IResourceView>(v => v);

    /// <inheritdoc/>
    /// <remarks>
    /// Whatever a watch says, the next look is at everything: an event of ours or a watch that broke are both a reason to look.
    /// </remarks>
    public async Task ChangedAsync(ViewQuery query, IResourceView seen, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var versions = (seen as ClusterView)?.Versions ?? new Dictionary<string, string>();
        var watches = query.Kinds.Where(kind => versions.ContainsKey(kind.Kind))
            .Select(kind => WatchAsync(kind, query.Namespace, versions[kind.Kind], stop.Token)).ToList();
        if (watches.Count == 0) await Task.Delay(LookEvery, time, cancellationToken);
        else await Task.WhenAny(watches);
        await stop.CancelAsync();
        await Task.WhenAll(watches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the others ended because one of them did
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T> => source.GetAsync<T>(key, cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<T>> FindAsync<T>(ObjectName name, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var key = name.KeyIn(DefaultNamespace);
        if (!(await source.GetAsync<T>(key, cancellationToken)).TryGet(out var found, out var failure)) return failure;
        return found is not null ? found : ObjectFinder.NotFoundFailure(T.ResourceKind, key);
    }

    /// <inheritdoc/>
    public Task<Result<T>> AnnotateAsync<T>(T before, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T> =>
        source.PatchMetadataAsync(before, before.WithAnnotations(annotations), cancellationToken);

    /// <inheritdoc/>
    public Task<Result<T>> SuspendAsync<T>(T before, bool suspend, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        // Absent is the default: resuming leaves no field behind.
        var patch = new JsonObject { ["spec"] = new JsonObject { ["suspend"] = suspend ? true : null } };
        return client.MergePatchAsync<T>(before.Key, patch, subresource: null, cancellationToken);
    }

    /// <inheritdoc/>
    public string ResumeAdvice(ResourceKind kind, ObjectKey key) =>
        $"take it back to work with 'imgauto resume {KindNames.Short(kind)} {key}'";

    /// <inheritdoc/>
    public Failure? NotServed() => null;

    /// <inheritdoc/>
    public async Task<Result<ExplainedTags>> TagsAsync(ImageRepository? repository, ObjectKey key, CancellationToken cancellationToken)
    {
        if (repository is null) return ObjectFinder.NotFoundFailure(ResourceKinds.ImageRepository, key);
        return await ExplainedTags.FromRegistryAsync(source, repository, time, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<PreviewInput>> PreviewAsync(string? ns, CancellationToken cancellationToken)
    {
        if (!(await ClusterView.ReadAsync(client, new ViewQuery
        {
            Kinds = Previewed,
            Namespace = ns,
        }, cancellationToken)).TryGet(out var view, out var failure)) return failure;
        var folder = state ?? (temporary ??= Directory.CreateTempSubdirectory("imgauto-").FullName);
        if (StateFolder.Prepare(folder) is { } unusable) return unusable;
        return new PreviewInput(
            new ReadOnlySource(view, ns, source), folder, AllowsLocalRepositories: false, ObjectFinder.Suspended(view, ns));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        if (temporary is not null) Directory.Delete(temporary, recursive: true);
        return ValueTask.CompletedTask;
    }

    private Task WatchAsync(ResourceKind kind, string? ns, string version, CancellationToken cancellationToken) =>
        kind == ResourceKinds.ImageRepository ? WatchAsync<ImageRepository>(ns, version, cancellationToken)
        : kind == ResourceKinds.ImagePolicy ? WatchAsync<ImagePolicy>(ns, version, cancellationToken)
        : kind == ResourceKinds.ImageUpdateAutomation ? WatchAsync<ImageUpdateAutomation>(ns, version, cancellationToken)
        : Task.Delay(LookEvery, time, cancellationToken);

    // Ends with the first event, the end of the watch, or some time after it failed.
    private async Task WatchAsync<T>(string? ns, string version, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        await foreach (var happened in client.WatchAsync<T>(new KubeQuery { Namespace = ns }, version, cancellationToken))
        {
            if (happened.Type == KubeWatchEventType.Bookmark) continue;
            await Task.Delay(happened.Type == KubeWatchEventType.Failed ? LookEvery : Quiet, time, cancellationToken);
            return;
        }
    }
}
