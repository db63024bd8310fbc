using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using NuGet.Versioning;

namespace ImageAutomation.Languages.SemVer;

/// <summary>A NuGet version interval such as <c>[1.0,2.0)</c>. Tags are still read and ordered by the reference's rules.</summary>
/// <remarks>Source: NuGet package versioning. Prereleases are in the set only when a bound is one.</remarks>
internal sealed class VersionInterval : IVersionRange
{
    private readonly VersionRange range;
    private readonly string lowerPrerelease;
    private readonly string upperPrerelease;

    private VersionInterval(VersionRange range)
    {
        this.range = range;
        lowerPrerelease = range.MinVersion?.Release ?? string.Empty;
        upperPrerelease = range.MaxVersion?.Release ?? string.Empty;
    }

    /// <summary>Whether the text is written as an interval, right or wrong.</summary>
    public static bool IsInterval(string range) => range.StartsWith('[') || range.StartsWith('(');

    /// <summary>Parses an interval.</summary>
    public static Result<IVersionRange> Parse(string text)
    {
        if (!VersionRange.TryParse(text, out var range))
            return Failure.Terminal(VersionConstraint.InvalidConstraint, $"improper version interval: {GoQuote.QuoteText(text)}");
        if (range.IsFloating || range.MinVersion?.Revision > 0 || range.MaxVersion?.Revision > 0)
        {
            return Failure.Terminal(
                VersionConstraint.InvalidConstraint,
                $"improper version interval: {GoQuote.QuoteText(text)}: wildcards and a fourth number are not supported");
        }

        return new VersionInterval(range);
    }

    /// <inheritdoc/>
    public bool Contains(ParsedVersion version, bool countPrereleases)
    {
        var takes = countPrereleases || version.Prerelease.IsEmpty || lowerPrerelease.Length > 0 || upperPrerelease.Length > 0;
        if (!takes) return false;

        if (range.MinVersion is { } lower)
        {
            var compared = version.CompareTo(Bound(lower, lowerPrerelease));
            if (compared < 0 || (compared == 0 && !range.IsMinInclusive)) return false;
        }

        if (range.MaxVersion is { } upper)
        {
            var compared = version.CompareTo(Bound(upper, upperPrerelease));
            if (compared > 0 || (compared == 0 && !range.IsMaxInclusive)) return false;
        }

        return true;
    }

    private static ParsedVersion Bound(NuGetVersion version, string prerelease) =>
        new((ulong)version.Major, (ulong)version.Minor, (ulong)version.Patch, prerelease, []);
}
