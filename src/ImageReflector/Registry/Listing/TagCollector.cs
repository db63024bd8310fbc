using ImageAutomation.Common.References;

namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>
/// Gathers distinct tags. A first page is taken as it comes, and tags that ascend need no look-up: each that is above the last one is new.
/// Only a page behind tags in another order costs a set.
/// </summary>
internal sealed class TagCollector
{
    private readonly List<string> tags = [];
    private HashSet<string>? known;
    private bool isAscending = true;
    private bool hasPage;

    /// <summary>Tags so far; distinct but for repetitions within a first page, which the end takes out.</summary>
    public int Count => tags.Count;

    /// <summary>Names that are no tags by the grammar.</summary>
    public int Invalid { get; private set; }

    /// <summary>Adds a page.</summary>
    /// <returns>Whether it held anything new.</returns>
    public bool Add(IReadOnlyList<string> page)
    {
        var before = tags.Count + Invalid;
        if (!hasPage) tags.EnsureCapacity(page.Count);
        for (var i = 0; i < page.Count; i++)
        {
            var tag = page[i];
            if (!TagGrammar.IsTag(tag)) Invalid++;
            else if (isAscending && (tags.Count == 0 || string.CompareOrdinal(tag, tags[^1]) > 0)) tags.Add(tag);
            else if (!hasPage || Known().Add(tag))
            {
                isAscending = false;
                tags.Add(tag);
            }
        }

        hasPage = true;
        return tags.Count + Invalid > before;
    }

    /// <summary>The tags in descending byte order.</summary>
    public string[] Descending()
    {
        if (!isAscending) return DescendingTags.Of(tags);
        var reversed = tags.ToArray();
        Array.Reverse(reversed);
        return reversed;
    }

    private HashSet<string> Known() => known ??= new HashSet<string>(tags, StringComparer.Ordinal);
}
