using System.Globalization;
using System.Text.RegularExpressions;
using ImageAutomation.Languages.SemVer;

namespace ImageAutomation.Cli.Explaining;

/// <summary>What lies behind a verdict where the verdict alone would send people to the wrong place. Pure.</summary>
internal static partial class CauseText
{
    /// <summary>
    /// Why the key of a tag is empty: the template names a group that the pattern does not have. Empty text when it is not that.
    /// </summary>
    /// <param name="pattern"><c>spec.filterTags.pattern</c>.</param>
    /// <param name="extract"><c>spec.filterTags.extract</c>.</param>
    public static string OfMissingGroup(string? pattern, string? extract)
    {
        if (string.IsNullOrEmpty(pattern) || string.IsNullOrEmpty(extract)) return "";
        var named = GroupNames().Matches(pattern).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var numbered = Groups().Count(pattern);
        foreach (Match reference in References().Matches(extract.Replace("$$", "", StringComparison.Ordinal)))
        {
            var name = reference.Groups[1].Success ? reference.Groups[1].Value : reference.Groups[2].Value;
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number <= numbered
                : named.Contains(name))
                continue;
            // Go takes the longest name: $1rc is the group "1rc", not the group 1 and the letters.
            var digits = new string([.. name.TakeWhile(char.IsAsciiDigit)]);
            var meant = digits.Length > 0 && digits.Length < name.Length ? $"; write ${{{digits}}}{name[digits.Length..]}" : "";
            return $"the pattern has no group '{name}', which spec.filterTags.extract '{extract}' names{meant}";
        }

        return "";
    }

    /// <summary>Why a text is no version, and the filter that makes one of it.</summary>
    /// <param name="key">What was to be ordered.</param>
    /// <param name="isExtracted">
    /// Whether <c>spec.filterTags.extract</c> made it of the tag: a recipe for the tag would be of no use then.
    /// </param>
    /// <returns>The end of a sentence; empty text when none of the usual causes was found.</returns>
    public static string OfNoVersion(string key, bool isExtracted)
    {
        if (ParsedVersion.TryParseTag(key, out _)) return "";
        var (cause, pattern, extract, more) = Cause(key);
        if (cause.Length == 0) return "";
        if (isExtracted) return $": {cause}; change spec.filterTags.extract";
        return pattern.Length == 0 ? $": {cause}{more}"
            : $": {cause}; spec.filterTags {{pattern: '{pattern}', extract: '{extract}'}} takes it{more}";
    }

    private static (string Cause, string Pattern, string Extract, string More) Cause(string key)
    {
        const string Three = @"[0-9]+\.[0-9]+\.[0-9]+";
        const string TakePrereleases = ", with a range that has prereleases, such as >=0.0.0-0";
        if (LongNumber().Match(key) is { Success: true } number && IsTooLarge(number.Value))
            return ($"the number {number.Value} is larger than {ulong.MaxValue}", "", "",
                "; order such tags by policy numerical or alphabetical, with a pattern for them");
        if (key.StartsWith('V') && key.Length > 1 && char.IsAsciiDigit(key[1]))
            return ("a capital V is not left out before a version, only a small one", "^V(?P<version>.*)$", "$version", "");
        if (FourParts().Match(key) is { Success: true } four)
            return ("it has four parts", $@"^(?P<version>v?{Three})\.(?P<build>[0-9]+){Regex.Escape(four.Groups[1].Value)}$",
                "$version-$build", TakePrereleases);
        if (Underscore().IsMatch(key))
            return ("'_' stands where '+' cannot be written in a tag, and versions know only '+'",
                $"^(?P<version>v?{Three}(-[0-9A-Za-z.-]+)?)_", "$version", "");
        if (LeadingZero().Match(key) is { Success: true } zero)
            return ($"'{zero.Groups[2].Value}' of its prerelease begins with a zero",
                $"^(?P<version>v?{Three})-(?P<before>{Regex.Escape(zero.Groups[1].Value)})0+(?P<number>[0-9]+)$",
                "$version-$before$number", TakePrereleases);
        if (TwoParts().Match(key) is { Success: true } two)
            return ("it has two parts", $@"^(?P<version>v?[0-9]+\.[0-9]+){Regex.Escape(two.Groups[1].Value)}$", "$version.0", "");
        if (OnePart().Match(key) is { Success: true } one)
            return ("it has one part", $"^(?P<version>v?[0-9]+){Regex.Escape(one.Groups[1].Value)}$", "$version.0.0", "");
        if (Prefixed().Match(key) is { Success: true } prefixed && ParsedVersion.TryParseTag(prefixed.Groups[2].Value, out _))
            return ($"'{prefixed.Groups[1].Value}' stands before the version",
                $"^{Regex.Escape(prefixed.Groups[1].Value)}(?P<version>.*)$", "$version", "");
        return key.Any(char.IsAsciiDigit) ? ("", "", "", "") : ("it holds no number", "", "", "");
    }

    private static bool IsTooLarge(string digits) => !ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Why a prerelease is not in a range that looks as if it held it. Empty text when it is not that.</summary>
    /// <param name="key">The version.</param>
    /// <param name="range"><c>spec.policy.semver.range</c>.</param>
    public static string OfPrerelease(string key, string? range)
    {
        if (range is null || !ParsedVersion.TryParseTag(key, out var version) || version.Prerelease.IsEmpty
            || !VersionConstraint.Parse(range).TryGet(out var constraint, out _))
            return "";
        var release = string.Create(CultureInfo.InvariantCulture, $"{version.Major}.{version.Minor}.{version.Patch}");
        return ParsedVersion.TryParse(release, out var whole) && constraint.Admits(whole)
            ? $": it is a prerelease, below {release}; a bound such as >={release}-0 has it" : "";
    }

    /// <summary>Why a higher number comes behind a lower one: glued to letters it is text. Empty text when it is not that.</summary>
    /// <param name="key">The version that was not elected.</param>
    /// <param name="elected">The one that was.</param>
    public static string OfGluedNumbers(string key, string elected)
    {
        if (!ParsedVersion.TryParseTag(key, out var left) || !ParsedVersion.TryParseTag(elected, out var right)
            || (left.Major, left.Minor, left.Patch) != (right.Major, right.Minor, right.Patch))
            return "";
        var (ours, theirs) = (left.Prerelease.ToString().Split('.'), right.Prerelease.ToString().Split('.'));
        for (var i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
        {
            if (ours[i] == theirs[i]) continue;
            var (a, b) = (Glued().Match(ours[i]), Glued().Match(theirs[i]));
            if (!a.Success || !b.Success || a.Groups[1].Value != b.Groups[1].Value || Number(a) <= Number(b)) return "";
            var word = a.Groups[1].Value;
            return $"; {theirs[i]} and {ours[i]} are compared as text, {word}.{b.Groups[2].Value} and {word}.{a.Groups[2].Value} would be "
                + "compared as numbers";
        }

        return "";
    }

    [GeneratedRegex(@"(?<=\A|v|\.)[0-9]{20,}", RegexOptions.CultureInvariant)]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"\Av?[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+((?:-[0-9A-Za-z._-]+)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FourParts();

    [GeneratedRegex(@"\Av?[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?_", RegexOptions.CultureInvariant)]
    private static partial Regex Underscore();

    [GeneratedRegex(@"\Av?[0-9]+\.[0-9]+\.[0-9]+-((?:[0-9A-Za-z-]+\.)*)(0[0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingZero();

    [GeneratedRegex(@"\Av?[0-9]+\.[0-9]+((?:[-_][0-9A-Za-z._-]+)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex TwoParts();

    [GeneratedRegex(@"\Av?[0-9]+((?:[-_][0-9A-Za-z._-]+)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex OnePart();

    [GeneratedRegex(@"\A([A-Za-z][0-9A-Za-z]*[-_.])(v?[0-9].*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefixed();

    private static decimal Number(Match glued) => decimal.Parse(glued.Groups[2].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\$\{(\w+)\}|\$(\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex References();

    [GeneratedRegex(@"\(\?P?<(\w+)>", RegexOptions.CultureInvariant)]
    private static partial Regex GroupNames();

    // An opening bracket that is neither escaped nor of a group without number.
    [GeneratedRegex(@"(?<!\\)(?:\\\\)*\((?:\?P?<|(?!\?))", RegexOptions.CultureInvariant)]
    private static partial Regex Groups();

    [GeneratedRegex(@"\A([A-Za-z-]+)([0-9]{1,18})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Glued();
}
