namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>One tree in memory.</summary>
internal sealed class TreeView
{
    private const int ShortList = 16;
    private Dictionary<string, TreeEntry>? byName;

    public TreeView(ObjectId id, List<TreeEntry> entries)
    {
        Id = id;
        Entries = entries;
        Safe = entries.TrueForAll(entry => GitPath.IsSafeName(entry.Name)) ? entries
            : entries.FindAll(entry => GitPath.IsSafeName(entry.Name));
    }

    /// <summary>Its id.</summary>
    public ObjectId Id { get; }

    /// <summary>All entries, odd names too, so that writing keeps them.</summary>
    public IReadOnlyList<TreeEntry> Entries { get; }

    /// <summary>Entries that may be entered or read.</summary>
    public List<TreeEntry> Safe { get; }

    /// <summary>The entry of a name that may be read.</summary>
    public TreeEntry? Find(string name)
    {
        if (Safe.Count <= ShortList)
        {
            var index = Safe.FindIndex(entry => entry.Name == name);
            return index < 0 ? null : Safe[index];
        }

        // Made on first use: most trees are only listed. Two threads may both make it, with the same content.
        if (byName is not { } names)
        {
            names = new Dictionary<string, TreeEntry>(Safe.Count, StringComparer.Ordinal);
            foreach (var entry in Safe) names.TryAdd(entry.Name, entry);
            byName = names;
        }

        return names.TryGetValue(name, out var found) ? found : null;
    }
}
