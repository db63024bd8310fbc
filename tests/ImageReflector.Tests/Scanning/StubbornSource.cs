using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

/// <summary>A source whose reads of one kind fail, or do not end before they are cancelled: what an API server does on a bad day.</summary>
/// <param name="inner">Answers everything else.</param>
/// <param name="kind">The kind.</param>
/// <param name="failure">How its reads fail; null: they hang.</param>
internal sealed class StubbornSource(IResourceSource inner, ResourceKind kind, Failure? failure = null) : IResourceSource
{
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the kind was asked for.</summary>
    public Task Asked => asked.Task;

    public async Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        if (T.ResourceKind != kind) return await inner.GetAsync<T>(key, cancellationToken);
        asked.TrySetResult();
        if (failure is not null) return failure;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return (T?)null;
    }

    public IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>(CancellationToken cancellationToken)
        where T : class, IResource<T> => inner.WatchAsync<T>(cancellationToken);

    public Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T> => inner.PatchMetadataAsync(before, after, cancellationToken);

    public Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T> => inner.PatchStatusAsync(before, after, cancellationToken);

    public Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken) =>
        inner.RecordEventAsync(happened, cancellationToken);
}
