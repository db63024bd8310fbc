namespace ImageAutomation.ImageUpdater.Git;

/// <summary>One tree in memory.</summary>
internal sealed class TreeView
{
    private readonly Dictionary<string, TreeEntry> byName;

    public TreeView(ObjectId id, IReadOnlyList<TreeEntry> entries)
    {
        Id = id;
        Entries = entries;
        Safe = entries.All(entry => GitPath.IsSafeName(entry.Name)) ? (List<TreeEntry>)entries : [.. entries.Where(entry => GitPath.IsSafeName(entry.Name))];
        byName = new Dictionary<string, TreeEntry>(Safe.Count, StringComparer.Ordinal);
        foreach (var entry in Safe) byName.TryAdd(entry.Name, entry);
    }

    /// <summary>Its id.</summary>
    public ObjectId Id { get; }

    /// <summary>All entries, odd names too, so that writing keeps them.</summary>
    public IReadOnlyList<TreeEntry> Entries { get; }

    /// <summary>Entries that may be entered or read.</summary>
    public List<TreeEntry> Safe { get; }

    /// <summary>The entry of a name that may be read.</summary>
    public TreeEntry? Find(string name) => byName.TryGetValue(name, out var entry) ? entry : null;
}
