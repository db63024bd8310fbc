namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>Carries first-seen times from one listing to the next.</summary>
internal static class FirstSeen
{
    /// <param name="sorted">The new tags, descending.</param>
    /// <param name="before">What was stored under the same name; null when nothing was.</param>
    /// <param name="now">For tags that are new; unix seconds.</param>
    public static long[] Merge(string[] sorted, StoredTags? before, long now)
    {
        var result = new long[sorted.Length];
        var old = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            while (before is not null && old < before.Tags.Count && string.CompareOrdinal(before.Tags[old], sorted[i]) > 0) old++;
            result[i] = before is not null && old < before.Tags.Count && before.Tags[old] == sorted[i] ? before.FirstSeen[old] : now;
        }

        return result;
    }
}
