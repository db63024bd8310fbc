namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>Sorts tags. They share long beginnings, so a comparison of whole texts looks at the same characters again and again.</summary>
/// <remarks>
/// Three-way radix quicksort (Bentley and Sedgewick, 1997): each step looks at one character of each text. Tags are ASCII.
/// </remarks>
internal static class DescendingTags
{
    /// <summary>Below this an insertion is faster.</summary>
    private const int Few = 12;

    /// <summary>The distinct tags in descending order of their characters.</summary>
    public static string[] Of(IReadOnlyCollection<string> tags)
    {
        var sorted = tags.ToArray();
        Sort(sorted, 0);
        var kept = 0;
        foreach (var tag in sorted)
            if (kept == 0 || !string.Equals(sorted[kept - 1], tag, StringComparison.Ordinal)) sorted[kept++] = tag;
        return kept == sorted.Length ? sorted : sorted[..kept];
    }

    private static void Sort(Span<string> tags, int at)
    {
        // The largest part is gone through in a loop, so that no list makes the stack deep.
        while (tags.Length > Few)
        {
            var pivot = Median(At(tags[0], at), At(tags[tags.Length / 2], at), At(tags[^1], at));
            var (above, i, below) = (0, 0, tags.Length);
            while (i < below)
            {
                var c = At(tags[i], at);
                if (c > pivot) (tags[above], tags[i]) = (tags[i++], tags[above++]);
                else if (c < pivot) (tags[i], tags[below - 1]) = (tags[--below], tags[i]);
                else i++;
            }

            Sort(tags[..above], at);
            Sort(tags[below..], at);
            if (pivot < 0) return; // the same text throughout
            tags = tags[above..below];
            at++;
        }

        for (var i = 1; i < tags.Length; i++)
            for (var j = i; j > 0 && string.CompareOrdinal(tags[j - 1], at, tags[j], at, int.MaxValue) < 0; j--)
                (tags[j - 1], tags[j]) = (tags[j], tags[j - 1]);
    }

    // A text that ends is below every one that goes on.
    private static int At(string tag, int at) => at < tag.Length ? tag[at] : -1;

    private static int Median(int a, int b, int c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
