using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageAutomation.Languages.YamlBytes;

/// <summary>What readers make of text without quotes.</summary>
/// <remarks>
/// Judged as the reference judges it: by a YAML 1.1 reader (booleans, octals, underscores) and by a newer one (dates, other floats).
/// </remarks>
public static partial class PlainText
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE",
        "on", "On", "ON", "off", "Off", "OFF",
        ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN", "<<",
    };

    /// <summary>Whether it is read as nothing.</summary>
    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>Whether it is read as a date or a time.</summary>
    public static bool IsTimestamp(string text)
    {
        if (text.Length < 8 || text[4] != '-') return false;
        return DateTime.TryParseExact(
            text,
            ["yyyy-M-d", "yyyy-M-dTH:m:sK", "yyyy-M-dTH:m:s.FFFFFFFK", "yyyy-M-d H:m:s", "yyyy-M-d H:m:s.FFFFFFF"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _);
    }

    /// <summary>Whether it is read as a boolean or a number.</summary>
    public static bool IsBooleanOrNumber(string text)
    {
        if (text.Length == 0) return false;
        if (Words.Contains(text)) return true;
        if (!(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.')) return false;
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        return Prefixed().IsMatch(digits)
            || (Float().IsMatch(digits) && double.IsFinite(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture)));
    }

    /// <summary>Whether a character can stand in a scalar without an escape: no control, line break or mark.</summary>
    public static bool IsPrintable(char c) =>
        c is >= ' ' and not ('\u007f' or (>= '\u0080' and < '\u00a0') or '\u2028' or '\u2029' or '\ufeff' or >= '\ufffe');

    /// <summary>Whether text can stand without quotes as a value, so that it is read back as the same text.</summary>
    public static bool IsSafe(string text, bool inFlow)
    {
        if (text.Length == 0 || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return false;
        if ("-?:,[]{}#&*!|>'\"%@`".Contains(text[0], StringComparison.Ordinal)
            && !(text[0] == '-' && text.Length > 1 && char.IsLetterOrDigit(text[1])))
            return false;
        if (text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal) || text[^1] == ':')
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < ' ' || c == '\u007f' || (c >= '\u0080' && !char.IsLetterOrDigit(c))) return false;
            if (c == ':' && text[i + 1] == ' ') return false;
            if (c == '#' && text[i - 1] == ' ') return false;
            if (inFlow && c is ',' or '?' or '[' or ']' or '{' or '}') return false;
        }

        return true;
    }

    [GeneratedRegex(@"^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Prefixed();

    [GeneratedRegex(
        @"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Float();
}
