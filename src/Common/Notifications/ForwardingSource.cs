using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Notifications;

/// <summary>A source whose events also go to a receiver.</summary>
/// <param name="inner">Where resources live. Stays the caller's.</param>
/// <param name="forwarder">Posts events. Stays the caller's.</param>
public sealed class ForwardingSource(IResourceSource inner, EventForwarder forwarder) : IResourceSource
{
    /// <inheritdoc/>
    public Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T> => inner.GetAsync<T>(key, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>(CancellationToken cancellationToken)
        where T : class, IResource<T> => inner.WatchAsync<T>(cancellationToken);

    /// <inheritdoc/>
    public Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T> => inner.PatchMetadataAsync(before, after, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T> => inner.PatchStatusAsync(before, after, cancellationToken);

    /// <inheritdoc/>
    public Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken)
    {
        forwarder.Offer(happened);
        return inner.RecordEventAsync(happened, cancellationToken);
    }
}
