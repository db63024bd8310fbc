namespace ImageAutomation.Languages.SemVer;

/// <summary>Groups of comparators: one group has to accept, with all its comparators.</summary>
internal sealed class ComparatorRange(VersionComparator[][] groups) : IVersionRange
{
    /// <inheritdoc/>
    public bool Contains(ParsedVersion version, bool countPrereleases)
    {
        foreach (var group in groups)
        {
            if (Accepts(group, version, countPrereleases)) return true;
        }

        return false;
    }

    private static bool Accepts(VersionComparator[] group, ParsedVersion version, bool countPrereleases)
    {
        // A group takes prereleases as soon as one of its comparators names one.
        var takes = countPrereleases || version.Prerelease.IsEmpty;
        foreach (var comparator in group) takes |= comparator.Prerelease.Length > 0;
        if (!takes) return false;

        foreach (var comparator in group)
        {
            if (!comparator.Accepts(version)) return false;
        }

        return true;
    }
}
