using ImageAutomation.Common.References;

namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>
/// Gathers distinct tags. Most registries list them in ascending order, where each tag that is above the last one is new; only others cost
/// a look-up.
/// </summary>
internal sealed class TagCollector
{
    private readonly List<string> tags = [];
    private HashSet<string>? known;

    /// <summary>Distinct tags so far.</summary>
    public int Count => tags.Count;

    /// <summary>Names that are no tags by the grammar.</summary>
    public int Invalid { get; private set; }

    /// <summary>Adds a page.</summary>
    /// <returns>Whether it held anything new.</returns>
    public bool Add(IReadOnlyList<string> page)
    {
        var before = tags.Count + Invalid;
        for (var i = 0; i < page.Count; i++)
        {
            var tag = page[i];
            if (!TagGrammar.IsTag(tag)) Invalid++;
            else if (known is null && (tags.Count == 0 || string.CompareOrdinal(tag, tags[^1]) > 0)) tags.Add(tag);
            else if ((known ??= new HashSet<string>(tags, StringComparer.Ordinal)).Add(tag)) tags.Add(tag);
        }

        return tags.Count + Invalid > before;
    }

    /// <summary>The tags in descending byte order; they are ASCII, so the ordinal order is byte order.</summary>
    public string[] Descending()
    {
        var sorted = tags.ToArray();
        if (known is null) Array.Reverse(sorted);
        else Array.Sort(sorted, static (a, b) => string.CompareOrdinal(b, a));
        return sorted;
    }
}
