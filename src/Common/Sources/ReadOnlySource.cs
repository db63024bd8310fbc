using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources;

/// <summary>An <see cref="IResourceView"/> as a source that never changes and takes no writes: for previews.</summary>
/// <param name="view">What there is.</param>
/// <param name="ns">Only objects of this namespace are listed; null for all. Single objects are found in any.</param>
/// <param name="rest">Asked for single objects that the view does not hold, such as Secrets; null: there are none.</param>
public sealed class ReadOnlySource(IResourceView view, string? ns = null, IResourceSource? rest = null) : IResourceSource
{
    private static readonly Failure NoWrites = Failure.Terminal(SourceReasons.Unavailable, "a preview writes nothing");

    // Reading a list is work, and each preview asks for single objects of it.
    private readonly ConcurrentDictionary<Type, object> lists = new();

    /// <inheritdoc/>
    public async Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        if (All<T>().FirstOrDefault(o => o.Key == key) is { } held) return held;
        return rest is null ? (T?)null : await rest.GetAsync<T>(key, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        foreach (var o in All<T>().Where(o => ns is null || o.Metadata.Namespace == ns)) yield return new(ResourceChangeType.Upserted, o);
        yield return new(ResourceChangeType.Synced, null);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T> => Task.FromResult<Result<T>>(NoWrites);

    /// <inheritdoc/>
    public Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T> => Task.FromResult<Result<T>>(NoWrites);

    /// <inheritdoc/>
    public Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken) => Task.CompletedTask;

    private IReadOnlyList<T> All<T>()
        where T : class, IResource<T> => (IReadOnlyList<T>)lists.GetOrAdd(typeof(T), _ => view.List<T>());
}
