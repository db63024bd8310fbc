using System.Collections.Concurrent;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>One run at a time per repository within this process: automations that share a mirror take turns.</summary>
internal sealed class RepositoryLocks
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> locks = new(StringComparer.Ordinal);

    public async Task<IDisposable> TakeAsync(string mirror, CancellationToken cancellationToken)
    {
        var gate = locks.GetOrAdd(mirror, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        return new Taken(gate);
    }

    private sealed class Taken(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
