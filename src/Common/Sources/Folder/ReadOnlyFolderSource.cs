using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>A <see cref="FolderView"/> as a source that never changes and takes no writes: for previews.</summary>
public sealed class ReadOnlyFolderSource(FolderView view) : IResourceSource
{
    private static readonly Failure NoWrites = Failure.Terminal(SourceReasons.Unavailable, "a preview writes nothing");

    /// <inheritdoc/>
    public Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        Result<T?> found = view.Json(T.ResourceKind).Select(j => j.Deserialize(T.JsonTypeInfo)).FirstOrDefault(o => o?.Key == key);
        return Task.FromResult(found);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        foreach (var o in view.List<T>()) yield return new(ResourceChangeType.Upserted, o);
        yield return new(ResourceChangeType.Synced, null);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T> => Task.FromResult<Result<T>>(NoWrites);

    /// <inheritdoc/>
    public Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T> => Task.FromResult<Result<T>>(NoWrites);

    /// <inheritdoc/>
    public Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken) => Task.CompletedTask;
}
