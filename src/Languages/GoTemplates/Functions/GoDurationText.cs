using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Durations in nanoseconds, written and read as Go does.</summary>
internal static class GoDurationText
{
    public const long Second = 1_000_000_000;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly Dictionary<string, long> Units = new(StringComparer.Ordinal)
    {
        ["ns"] = 1,
        ["us"] = 1_000,
        ["\u00C2\u00B5s"] = 1_000,   // micro sign, as bytes
        ["\u00CE\u00BCs"] = 1_000,   // Greek mu, as bytes
        ["ms"] = 1_000_000,
        ["s"] = Second,
        ["m"] = 60 * Second,
        ["h"] = 3600 * Second,
    };

    /// <summary>Reads a text such as <c>-1h30m</c>; null when it is none or does not fit.</summary>
    public static long? Parse(string text)
    {
        var negative = text.StartsWith('-');
        var rest = negative || text.StartsWith('+') ? text[1..] : text;
        if (rest == "0") return 0;
        if (rest.Length is 0 or > 200) return null;
        var total = BigInteger.Zero;
        while (rest.Length > 0)
        {
            var digits = rest.Length - rest.AsSpan().TrimStart("0123456789.").Length;
            var number = rest[..digits];
            rest = rest[digits..];
            var unitLength = rest.AsSpan().IndexOfAny(NumberCharacters);
            var unit = unitLength < 0 ? rest : rest[..unitLength];
            if (!Units.TryGetValue(unit, out var scale) || number.Length == 0 || number == "." || number.Count(c => c == '.') > 1)
                return null;
            rest = rest[unit.Length..];
            var point = number.IndexOf('.', StringComparison.Ordinal);
            var fraction = point < 0 ? "" : number[(point + 1)..];
            var whole = point < 0 ? number : number[..point];
            total += BigInteger.Parse("0" + whole + fraction, CultureInfo.InvariantCulture) * scale / BigInteger.Pow(10, fraction.Length);
            if (total > long.MaxValue) return null;
        }

        return negative ? -(long)total : (long)total;
    }

    /// <summary>Writes a duration such as <c>1m35s</c>.</summary>
    public static string Write(long nanoseconds)
    {
        if (nanoseconds == 0) return "0s";
        var sign = nanoseconds < 0 ? "-" : "";
        var rest = BigInteger.Abs(nanoseconds);
        if (rest < 1_000) return $"{sign}{rest}ns";
        if (rest < 1_000_000) return $"{sign}{Fraction(rest, 3)}\u00C2\u00B5s";
        if (rest < Second) return $"{sign}{Fraction(rest, 6)}ms";
        var hours = rest / (3600 * Second);
        var minutes = rest / (60 * Second) % 60;
        var seconds = Fraction(rest % (60 * Second), 9) + "s";
        if (hours > 0) return $"{sign}{hours}h{minutes}m{seconds}";
        return minutes > 0 ? $"{sign}{minutes}m{seconds}" : sign + seconds;
    }

    private static string Fraction(BigInteger value, int digits)
    {
        var text = value.ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        var fraction = text[^digits..].TrimEnd('0');
        return fraction.Length == 0 ? text[..^digits] : $"{text[..^digits]}.{fraction}";
    }
}
