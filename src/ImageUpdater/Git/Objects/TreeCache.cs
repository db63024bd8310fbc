namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Trees read lately, by id. Bounded: when full it starts over, which costs one more read each.</summary>
internal sealed class TreeCache(int maxEntries = 100_000)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ObjectId, TreeView> views = [];
    private int entries;

    /// <summary>The tree of an id, or null.</summary>
    public TreeView? Find(ObjectId id)
    {
        lock (gate) return views.GetValueOrDefault(id);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (gate)
        {
            views.Clear();
            entries = 0;
        }
    }

    /// <summary>Remembers a tree.</summary>
    public void Add(ObjectId id, TreeView view)
    {
        lock (gate)
        {
            if (entries + view.Entries.Count > maxEntries) Clear();

            if (views.TryAdd(id, view)) entries += view.Entries.Count;
        }
    }
}
