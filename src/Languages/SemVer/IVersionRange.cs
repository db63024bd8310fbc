namespace ImageAutomation.Languages.SemVer;

/// <summary>A set of versions.</summary>
internal interface IVersionRange
{
    /// <summary>Whether the version is in the set.</summary>
    /// <param name="version">The version.</param>
    /// <param name="countPrereleases">Whether to judge prereleases as if the range asked for them.</param>
    bool Contains(ParsedVersion version, bool countPrereleases);
}
