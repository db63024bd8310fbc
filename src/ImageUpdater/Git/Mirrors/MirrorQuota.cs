namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>
/// What the mirrors of a state folder take, and whose turn it is to go when that is too much. Pure but for its own books.
/// </summary>
/// <remarks>
/// A namespace may hold half of everything while others hold something; what goes first is the oldest of those that hold more.
/// </remarks>
/// <param name="maxBytes">Bytes of all mirrors.</param>
/// <param name="maxMirrors">Number of all mirrors.</param>
internal sealed class MirrorQuota(long maxBytes, int maxMirrors)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private long uses;

    /// <summary>Bytes of all mirrors.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return entries.Values.Sum(e => e.Bytes);
        }
    }

    /// <summary>
    /// A mirror was found from an earlier run; nobody knows any more whose it is. To be called from the oldest to the newest.
    /// </summary>
    public void Found(string name, long bytes)
    {
        lock (gate) entries.TryAdd(name, new Entry("", bytes, ++uses));
    }

    /// <summary>A mirror is used.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ns">Namespace of the GitRepository.</param>
    public void Used(string name, string ns)
    {
        lock (gate) entries[name] = new Entry(ns, entries.GetValueOrDefault(name).Bytes, ++uses);
    }

    /// <summary>A mirror has a new size.</summary>
    public void Sized(string name, long bytes)
    {
        lock (gate)
            if (entries.TryGetValue(name, out var entry)) entries[name] = entry with { Bytes = bytes };
    }

    /// <summary>A mirror is gone.</summary>
    public void Gone(string name)
    {
        lock (gate) entries.Remove(name);
    }

    /// <summary>The mirrors that should go now, in that order.</summary>
    /// <param name="spared">The one that is in use right now.</param>
    public IReadOnlyList<string> Excess(string spared)
    {
        lock (gate)
        {
            var gone = new List<string>();
            var left = new Dictionary<string, Entry>(entries, StringComparer.Ordinal);
            while (left.Count > 0 && (left.Values.Sum(e => e.Bytes) > maxBytes || left.Count > maxMirrors))
            {
                var owners = left.GroupBy(e => e.Value.Namespace).ToList();
                var greedy = owners.Count < 2 ? null
                    : owners.FirstOrDefault(o => o.Sum(e => e.Value.Bytes) > maxBytes / 2 || o.Count() > maxMirrors / 2);
                var candidates = (greedy ?? left.AsEnumerable()).Where(e => e.Key != spared).ToList();
                if (candidates.Count == 0) break; // one mirror alone is too large; its own bound sees to it
                var oldest = candidates.MinBy(e => e.Value.LastUse).Key;
                gone.Add(oldest);
                left.Remove(oldest);
            }

            return gone;
        }
    }

    private readonly record struct Entry(string Namespace, long Bytes, long LastUse);
}
