using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Re2;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Languages.SemVer;

/// <summary>Reads the range grammar of Masterminds semver v3, laxness included.</summary>
/// <remarks>
/// The reference's grammar is a set of patterns and not a grammar: <c>|</c> counts as a digit, a hyphen range is rewritten in
/// the text before anything else is looked at, an operator may have two spellings. So it is stated as patterns here too.
/// </remarks>
internal static class ComparatorRangeParser
{
    private const string Identifiers = @"[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*";
    private const string Version =
        @"v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?(-" + Identifiers + @")?(?:\+" + Identifiers + ")?";
    private const string Operator = "=||!=|>|<|>=|=>|<=|=<|~|~>|\\^";
    private const string Comparator = "(" + Operator + @")\s*(" + Version + ")";

    private static readonly Re2Pattern HyphenRange = Re2Pattern.Parse(@"\s*(" + Version + @")\s+-\s+(" + Version + @")\s*").Value;
    private static readonly Re2Pattern Group =
        Re2Pattern.Parse(@"^(?:\s*" + Comparator + @"\s*)(?:(?:\s+|,\s*)" + Comparator + @"\s*)*$").Value;
    private static readonly Re2Pattern Part = Re2Pattern.Parse(Comparator).Value;
    private static readonly Re2Pattern Whole = Re2Pattern.Parse(@"^\s*" + Comparator + @"\s*$").Value;

    /// <summary>Parses a range.</summary>
    public static Result<IVersionRange> Parse(string range)
    {
        var groups = new List<VersionComparator[]>();
        foreach (var group in ExpandHyphens(range).Split("||"))
        {
            if (!Group.IsMatch(group)) return Improper(group);

            var comparators = new List<VersionComparator>();
            foreach (var part in Part.Matches(group))
            {
                if (!ParseComparator(part.Value).TryGet(out var comparator, out var failure)) return failure;
                comparators.Add(comparator);
            }

            groups.Add([.. comparators]);
        }

        return new ComparatorRange([.. groups]);
    }

    private static Failure Improper(string text) =>
        Failure.Terminal(VersionConstraint.InvalidConstraint, $"improper constraint: {GoQuote.QuoteText(text)}");

    private static string ExpandHyphens(string range)
    {
        var result = range;
        foreach (var match in HyphenRange.Matches(range))
        {
            // The reference replaces the first occurrence of the text, which need not be the one that matched.
            var at = result.IndexOf(match.Value, StringComparison.Ordinal);
            result = $"{result[..at]}>= {match.Group(1)}, <= {match.Group(6)} {result[(at + match.Value.Length)..]}";
        }

        return result;
    }

    private static Result<VersionComparator> ParseComparator(string text)
    {
        if (Whole.Match(text) is not { } match) return Improper(text);

        var (major, minor, patch, prerelease) = (match.Group(3), match.Group(4), match.Group(5), match.Group(6));
        var (isMajorOpen, isMinorOpen, isPatchOpen) = (IsOpen(major), IsOpen(minor?[1..]), IsOpen(patch?[1..]));
        var version = true switch
        {
            _ when isMajorOpen => $"0.0.0{prerelease}",
            _ when isMinorOpen => $"{major}.0.0{prerelease}",
            _ when isPatchOpen => $"{major}{minor}.0{prerelease}",
            _ => $"{major}{minor}{patch}{prerelease}",
        };
        if (!ParsedVersion.TryParse(version, out var parsed))
            return Failure.Terminal(VersionConstraint.InvalidConstraint, "constraint parser error");

        return new VersionComparator(OperatorOf(match.Group(1)), parsed.Major, parsed.Minor, parsed.Patch, parsed.Prerelease.ToString())
        {
            IsPartial = isMajorOpen || isMinorOpen || isPatchOpen,
            IsMinorOpen = !isMajorOpen && isMinorOpen,
            IsPatchOpen = !isMajorOpen && !isMinorOpen && isPatchOpen,
        };
    }

    private static bool IsOpen(string? number) => number is null or "" or "x" or "X" or "*";

    private static ConstraintOperator OperatorOf(string? text) => text switch
    {
        "!=" => ConstraintOperator.NotEqual,
        ">" => ConstraintOperator.Greater,
        "<" => ConstraintOperator.Less,
        ">=" or "=>" => ConstraintOperator.GreaterOrEqual,
        "<=" or "=<" => ConstraintOperator.LessOrEqual,
        "~" or "~>" => ConstraintOperator.Tilde,
        "^" => ConstraintOperator.Caret,
        _ => ConstraintOperator.Equal,
    };
}
