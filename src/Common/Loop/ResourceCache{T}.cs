using System.Collections.Concurrent;
using System.Globalization;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Common.Loop;

/// <summary>All objects of a kind as last seen, kept up to date by a watch. Only for kinds of ours; Secrets are never cached.</summary>
/// <typeparam name="T">Resource type.</typeparam>
public sealed class ResourceCache<T>(IResourceSource source)
    where T : class, IResource<T>
{
    private readonly ConcurrentDictionary<ObjectKey, T> objects = new();
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called after each change with the state before (null: new) and after (null: gone).</summary>
    public event Action<T?, T?>? Changed;

    /// <summary>Completes when everything that existed at the start is in the cache.</summary>
    public Task Synced => synced.Task;

    /// <summary>All objects, by namespace and name.</summary>
    public IEnumerable<T> All =>
        objects.Values.OrderBy(o => o.Metadata.Namespace, StringComparer.Ordinal).ThenBy(o => o.Metadata.Name, StringComparer.Ordinal);

    /// <summary>Whether there are objects outside a namespace.</summary>
    public bool HasNeighbours(string ns)
    {
        foreach (var (key, _) in objects)
            if (key.Namespace != ns) return true;
        return false;
    }

    /// <summary>One object; null when it does not exist.</summary>
    public T? Find(ObjectKey key) => objects.GetValueOrDefault(key);

    /// <summary>Follows the source until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var listed = new HashSet<ObjectKey>();
        await foreach (var change in source.WatchAsync<T>(cancellationToken))
        {
            switch (change)
            {
                case { Type: ResourceChangeType.Synced }:
                    foreach (var gone in objects.Keys.Where(k => !listed.Contains(k)).ToList()) Remove(gone);
                    synced.TrySetResult();
                    break;
                case { Type: ResourceChangeType.Deleted, Object: { } gone }:
                    Remove(gone.Key);
                    break;
                case { Object: { } current }:
                    listed.Add(current.Key);
                    Observe(current);
                    break;
            }
        }
    }

    /// <summary>
    /// Takes over a state that is known from elsewhere, such as the answer to a write. An older state than the known one is ignored.
    /// </summary>
    public void Observe(T current)
    {
        var before = Find(current.Key);
        if (before is not null && before.Metadata.Uid == current.Metadata.Uid && !IsNewer(before, current)) return;
        objects[current.Key] = current;
        Changed?.Invoke(before, current);
    }

    private void Remove(ObjectKey key)
    {
        if (objects.TryRemove(key, out var before)) Changed?.Invoke(before, null);
    }

    // Resource versions are opaque by contract, but both sources count upwards; where they do not parse the newcomer wins.
    private static bool IsNewer(T before, T current) =>
        !long.TryParse(before.Metadata.ResourceVersion, CultureInfo.InvariantCulture, out var known)
        || !long.TryParse(current.Metadata.ResourceVersion, CultureInfo.InvariantCulture, out var next)
        || next > known;
}
