namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>One run at a time per repository within this process: automations that share a mirror take turns.</summary>
internal sealed class RepositoryLocks
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public async Task<IDisposable> TakeAsync(string mirror, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (gate)
        {
            if (!entries.TryGetValue(mirror, out entry!)) entries[mirror] = entry = new Entry(); // set by one or the other
            entry.Users++;
        }

        try
        {
            await entry.Turn.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(mirror, entry);
            throw;
        }

        return new Taken(this, mirror, entry);
    }

    // What nobody waits for is forgotten: the names of mirrors come from tenants.
    private void Leave(string mirror, Entry entry)
    {
        lock (gate)
            if (--entry.Users == 0) entries.Remove(mirror);
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Taken(RepositoryLocks locks, string mirror, Entry entry) : IDisposable
    {
        public void Dispose()
        {
            entry.Turn.Release();
            locks.Leave(mirror, entry);
        }
    }
}
