using System.Globalization;

namespace ImageAutomation.Languages.SemVer;

/// <summary>A version as the reference reads it; a view of the text it was parsed from, so nothing is allocated.</summary>
/// <remarks>Source: Masterminds semver v3 (loose form). Precedence is that of SemVer 2.0.0; build metadata has none.</remarks>
public readonly ref struct ParsedVersion
{
    internal ParsedVersion(ulong major, ulong minor, ulong patch, ReadOnlySpan<char> prerelease, ReadOnlySpan<char> metadata)
    {
        (Major, Minor, Patch) = (major, minor, patch);
        Prerelease = prerelease;
        Metadata = metadata;
    }

    /// <summary>First number.</summary>
    public ulong Major { get; }

    /// <summary>Second number; 0 when left out.</summary>
    public ulong Minor { get; }

    /// <summary>Third number; 0 when left out.</summary>
    public ulong Patch { get; }

    /// <summary>Text after the hyphen; empty for a release.</summary>
    public ReadOnlySpan<char> Prerelease { get; }

    /// <summary>Text after the plus sign.</summary>
    public ReadOnlySpan<char> Metadata { get; }

    /// <summary>Parses a tag: at least two dots, then as <see cref="TryParse"/>.</summary>
    public static bool TryParseTag(ReadOnlySpan<char> tag, out ParsedVersion version)
    {
        var first = tag.IndexOf('.');
        if (first < 0 || !tag[(first + 1)..].Contains('.'))
        {
            version = default;
            return false;
        }

        return TryParse(tag, out version);
    }

    /// <summary>
    /// Parses one to three dotted numbers (64 unsigned bits, leading zeros allowed) after an optional lower-case <c>v</c>, then an
    /// optional prerelease (no numeric identifier with a leading zero) and optional metadata, both of <c>[0-9A-Za-z-]</c>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ParsedVersion version)
    {
        version = default;
        var at = text.StartsWith('v') ? 1 : 0;
        if (!TryReadNumber(text, ref at, out var major)) return false;

        ulong minor = 0;
        ulong patch = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (!TryReadNumber(text, ref at, out minor)) return false;
            if (at < text.Length && text[at] == '.')
            {
                at++;
                if (!TryReadNumber(text, ref at, out patch)) return false;
            }
        }

        ReadOnlySpan<char> prerelease = [];
        if (at < text.Length && text[at] == '-')
        {
            var start = ++at;
            if (!SkipIdentifiers(text, ref at, refuseLeadingZeros: true)) return false;
            prerelease = text[start..at];
        }

        ReadOnlySpan<char> metadata = [];
        if (at < text.Length && text[at] == '+')
        {
            var start = ++at;
            if (!SkipIdentifiers(text, ref at, refuseLeadingZeros: false)) return false;
            metadata = text[start..at];
        }

        if (at != text.Length) return false;
        version = new ParsedVersion(major, minor, patch, prerelease, metadata);
        return true;
    }

    /// <summary>Compares by precedence: negative when this version is lower.</summary>
    public int CompareTo(ParsedVersion other)
    {
        if (Major != other.Major) return Major < other.Major ? -1 : 1;
        if (Minor != other.Minor) return Minor < other.Minor ? -1 : 1;
        if (Patch != other.Patch) return Patch < other.Patch ? -1 : 1;
        return PrereleaseOrder.Compare(Prerelease, other.Prerelease);
    }

    /// <summary>The version with all three numbers, without <c>v</c> and leading zeros.</summary>
    public override string ToString()
    {
        var prerelease = Prerelease.IsEmpty ? string.Empty : $"-{Prerelease}";
        var metadata = Metadata.IsEmpty ? string.Empty : $"+{Metadata}";
        return string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}{prerelease}{metadata}");
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, ref int at, out ulong value)
    {
        var start = at;
        value = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            var digit = (ulong)(text[at] - '0');
            if (value > (ulong.MaxValue - digit) / 10) return false;
            value = (value * 10) + digit;
        }

        return at > start;
    }

    private static bool SkipIdentifiers(ReadOnlySpan<char> text, ref int at, bool refuseLeadingZeros)
    {
        while (true)
        {
            var start = at;
            var isNumeric = true;
            for (; at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '-'); at++)
                isNumeric &= char.IsAsciiDigit(text[at]);

            if (at == start) return false;
            if (refuseLeadingZeros && isNumeric && at - start > 1 && text[start] == '0') return false;
            if (at == text.Length || text[at] != '.') return true;
            at++;
        }
    }
}
