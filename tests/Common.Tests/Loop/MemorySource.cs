using System.Threading.Channels;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Tests.Loop;

/// <summary>Policies in memory, with an optimistic lock, writes that are counted, and failures that a test orders.</summary>
internal sealed class MemorySource : IResourceSource
{
    private readonly Lock gate = new();
    private readonly Dictionary<ObjectKey, ImagePolicy> objects = [];
    private readonly Channel<ResourceChange<ImagePolicy>> changes = Channel.CreateUnbounded<ResourceChange<ImagePolicy>>();
    private long version;

    public List<ResourceEvent> Events { get; } = [];

    /// <summary>Status writes that were taken.</summary>
    public int StatusWrites { get; private set; }

    /// <summary>Called before each status write; what it returns fails the write.</summary>
    public Func<ImagePolicy, Failure?>? OnStatusWrite { get; set; }

    public ImagePolicy Put(ImagePolicy policy)
    {
        lock (gate)
        {
            var stored = policy with { Metadata = policy.Metadata with { ResourceVersion = $"{++version}" } };
            objects[stored.Key] = stored;
            changes.Writer.TryWrite(new(ResourceChangeType.Upserted, stored));
            return stored;
        }
    }

    public void Delete(ObjectKey key)
    {
        lock (gate)
            if (objects.Remove(key, out var gone)) changes.Writer.TryWrite(new(ResourceChangeType.Deleted, gone));
    }

    public void Tell(ResourceChange<ImagePolicy> change) => changes.Writer.TryWrite(change);

    public ImagePolicy Get(ObjectKey key)
    {
        lock (gate) return objects[key];
    }

    public Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        lock (gate) return Task.FromResult<Result<T?>>(objects.GetValueOrDefault(key) as T);
    }

    public async IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        await foreach (var change in changes.Reader.ReadAllAsync(cancellationToken)) yield return (ResourceChange<T>)(object)change;
    }

    public Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        lock (gate)
        {
            var (old, wanted) = ((ImagePolicy)(object)before, (ImagePolicy)(object)after);
            if (Refuse(old) is { } failure) return Task.FromResult<Result<T>>(failure);
            if (wanted.IsBeingDeleted && wanted.Metadata.Finalizers is not { Count: > 0 })
            {
                objects.Remove(old.Key);
                return Task.FromResult<Result<T>>(after);
            }

            return Task.FromResult<Result<T>>((T)(object)Put(objects[old.Key] with { Metadata = wanted.Metadata }));
        }
    }

    public Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var (old, wanted) = ((ImagePolicy)(object)before, (ImagePolicy)(object)after);
            if (OnStatusWrite?.Invoke(old) is { } ordered) return Task.FromResult<Result<T>>(ordered);
            if (Refuse(old) is { } failure) return Task.FromResult<Result<T>>(failure);
            StatusWrites++;
            return Task.FromResult<Result<T>>((T)(object)Put(objects[old.Key] with { Status = wanted.Status }));
        }
    }

    public Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken)
    {
        lock (gate) Events.Add(happened);
        return Task.CompletedTask;
    }

    private Failure? Refuse(ImagePolicy before)
    {
        if (!objects.TryGetValue(before.Key, out var stored)) return Failure.Transient(SourceReasons.NotFound, "gone");
        return stored.Metadata.ResourceVersion == before.Metadata.ResourceVersion ? null
            : Failure.Transient(SourceReasons.Conflict, "moved");
    }
}
