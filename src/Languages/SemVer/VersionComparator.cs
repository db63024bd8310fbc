namespace ImageAutomation.Languages.SemVer;

/// <summary>One operator with its version.</summary>
/// <remarks>Source: Masterminds semver v3, including its oddities (<c>~0.0.0</c> accepts anything above, <c>^*</c> only 0.0.0).</remarks>
internal sealed record VersionComparator(ConstraintOperator Operator, ulong Major, ulong Minor, ulong Patch, string Prerelease)
{
    /// <summary>Whether some number was a wildcard or left out.</summary>
    public required bool IsPartial { get; init; }

    /// <summary>Whether the first wildcard stood for the minor number.</summary>
    public required bool IsMinorOpen { get; init; }

    /// <summary>Whether the first wildcard stood for the patch number.</summary>
    public required bool IsPatchOpen { get; init; }

    /// <summary>Whether the version satisfies this one comparator; whether prereleases count at all is the group's affair.</summary>
    public bool Accepts(ParsedVersion version)
    {
        var compared = version.CompareTo(new ParsedVersion(Major, Minor, Patch, Prerelease, []));
        return Operator switch
        {
            ConstraintOperator.Equal => IsPartial ? AcceptsTilde(version, compared) : compared == 0,
            ConstraintOperator.NotEqual => AcceptsNotEqual(version, compared),
            ConstraintOperator.Greater => AcceptsGreater(version, compared),
            ConstraintOperator.Less => compared < 0,
            ConstraintOperator.GreaterOrEqual => compared >= 0,
            ConstraintOperator.LessOrEqual => AcceptsLessOrEqual(version, compared),
            ConstraintOperator.Tilde => AcceptsTilde(version, compared),
            ConstraintOperator.Caret => AcceptsCaret(version, compared),
            _ => throw new InvalidOperationException($"Unknown operator {Operator}."),
        };
    }

    private bool AcceptsNotEqual(ParsedVersion version, int compared)
    {
        if (!IsPartial) return compared != 0;
        if (Major != version.Major) return true;
        if (IsMinorOpen) return false;
        if (Minor != version.Minor) return true;
        if (IsPatchOpen) return PrereleaseOrder.Compare(version.Prerelease, Prerelease) != 0;
        return compared != 0;
    }

    private bool AcceptsGreater(ParsedVersion version, int compared)
    {
        if (!IsPartial) return compared > 0;
        if (version.Major != Major) return version.Major > Major;
        if (IsMinorOpen) return false;
        return IsPatchOpen ? version.Minor > Minor : compared > 0;
    }

    private bool AcceptsLessOrEqual(ParsedVersion version, int compared)
    {
        if (!IsPartial) return compared <= 0;
        if (version.Major > Major) return false;
        return version.Major != Major || version.Minor <= Minor || IsMinorOpen;
    }

    private bool AcceptsTilde(ParsedVersion version, int compared)
    {
        if (compared < 0) return false;
        if (Major == 0 && Minor == 0 && Patch == 0 && !IsMinorOpen && !IsPatchOpen) return true;
        return version.Major == Major && (version.Minor == Minor || IsMinorOpen);
    }

    private bool AcceptsCaret(ParsedVersion version, int compared)
    {
        if (compared < 0) return false;
        if (Major > 0 || IsMinorOpen) return version.Major == Major;
        if (version.Major > 0) return false;
        if (Minor > 0 || IsPatchOpen) return version.Minor == Minor;
        return version.Minor == 0 && version.Patch == Patch;
    }
}
