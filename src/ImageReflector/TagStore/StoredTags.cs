namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>The stored tags of one ImageRepository.</summary>
/// <param name="CanonicalName">Image name the tags were listed under.</param>
/// <param name="Revision"><c>sha256:</c> of the tags in descending byte order, each ended by LF.</param>
/// <param name="Tags">Distinct tags in descending byte order.</param>
/// <param name="FirstSeen">Beside each tag, when it was first listed here; unix seconds. A publisher cannot forge it.</param>
public sealed record StoredTags(string CanonicalName, string Revision, IReadOnlyList<string> Tags, IReadOnlyList<long> FirstSeen)
{
    /// <summary>Tags there were before half of them or more were missing at once, while that lasts; 0 at other times.</summary>
    public int Peak { get; init; }

    /// <summary>When a tag was first listed here; null for an unknown tag.</summary>
    /// <param name="tag">The tag.</param>
    public DateTimeOffset? FirstSeenOf(string tag)
    {
        int low = 0, high = Tags.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(tag, Tags[middle]);
            if (order == 0) return DateTimeOffset.FromUnixTimeSeconds(FirstSeen[middle]);
            if (order > 0) high = middle - 1;
            else low = middle + 1;
        }

        return null;
    }
}
