using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources;

/// <summary>
/// The narrow port between the controllers and where resources live: a cluster or a folder.
/// A reconciler cannot tell which one it runs on; one contract test suite holds for both.
/// </summary>
public interface IResourceSource
{
    /// <summary>Reads one object as it is now.</summary>
    /// <returns>The object; null when it does not exist.</returns>
    Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>;

    /// <summary>
    /// Lists and watches all objects of a kind as one stream: every object that exists, then one <see cref="ResourceChangeType.Synced"/>,
    /// then changes as they happen. Ends only by cancellation. An object may be reported again unchanged.
    /// </summary>
    IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>(CancellationToken cancellationToken)
        where T : class, IResource<T>;

    /// <summary>Writes the differences in finalizers, labels and annotations between two states of an object.</summary>
    /// <param name="before">The object as it was read; its resource version is the optimistic lock.</param>
    /// <param name="after">The same object with other metadata.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object as stored; fails with <see cref="SourceReasons.Conflict"/> or <see cref="SourceReasons.NotFound"/>.</returns>
    Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T>;

    /// <summary>Writes the differences in status between two states of an object.</summary>
    /// <inheritdoc cref="PatchMetadataAsync{T}"/>
    Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T>;

    /// <summary>Records an event. A failure to record is logged by the source and never disturbs the caller.</summary>
    Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken);
}
