using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace ImageAutomation.Languages.GoText;

/// <summary>Number texts as Go's <c>strconv</c> reads them.</summary>
internal static class GoNumbers
{
    private static readonly SearchValues<char> FloatCharacters = SearchValues.Create("0123456789.eE+-");

    /// <summary>Reads a signed 64-bit integer; base 0 takes the base from the prefix. Null when it does not parse or fit.</summary>
    public static long? ParseInt(string text, int numberBase, out bool overflow)
    {
        var negative = text.StartsWith('-');
        var magnitude = Magnitude(negative || text.StartsWith('+') ? text[1..] : text, numberBase);
        overflow = magnitude is { } m && (m > long.MaxValue + (negative ? BigInteger.One : BigInteger.Zero));
        return magnitude is { } value && !overflow ? (long)(negative ? -value : value) : null;
    }

    /// <summary>Reads a signed 64-bit integer.</summary>
    public static long? ParseInt(string text, int numberBase) => ParseInt(text, numberBase, out _);

    /// <summary>Reads an unsigned 64-bit integer without sign.</summary>
    public static ulong? ParseUInt(string text, int numberBase) =>
        Magnitude(text, numberBase) is { } value && value <= ulong.MaxValue ? (ulong)value : null;

    /// <summary>Reads a float: decimal, hexadecimal with <c>p</c>, infinities and NaN. Null when it does not parse or overflows.</summary>
    public static double? ParseFloat(string text)
    {
        var sign = text.StartsWith('-') ? -1.0 : 1.0;
        var body = text.StartsWith('-') || text.StartsWith('+') ? text[1..] : text;
        if (body.Equals("inf", StringComparison.OrdinalIgnoreCase) || body.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            return sign * double.PositiveInfinity;
        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase)) return double.NaN;
        if (body.Contains('_', StringComparison.Ordinal))
        {
            if (!UnderscoresSeparateDigits(body)) return null;
            body = body.Replace("_", "", StringComparison.Ordinal);
        }

        if (body.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return ParseHexFloat(body[2..]) * sign;
        if (body.Length == 0 || !(char.IsAsciiDigit(body[0]) || body[0] == '.') || body.AsSpan().IndexOfAnyExcept(FloatCharacters) >= 0)
            return null;
        return double.TryParse(
            body, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) ? sign * value : null;
    }

    private static double? ParseHexFloat(string digits)
    {
        var p = digits.IndexOfAny(['p', 'P']);
        if (p < 0 || !int.TryParse(digits[(p + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
            return null;
        var mantissa = digits[..p];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var hex = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (hex.Length is 0 or > 4096 || !hex.All(char.IsAsciiHexDigit)) return null;
        var value = BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var shift = Math.Clamp(exponent, -5000, 5000) - (point < 0 ? 0 : 4 * (mantissa.Length - 1 - point));
        var bits = (long)value.GetBitLength();
        if (bits > 64)
        {
            value >>= (int)(bits - 64);
            shift += (int)(bits - 64);
        }

        var result = Math.ScaleB((double)value, shift);
        return double.IsFinite(result) ? result : null;
    }

    private static BigInteger? Magnitude(string text, int numberBase)
    {
        var digits = text;
        if (numberBase == 0)
        {
            if (text.Contains('_', StringComparison.Ordinal))
            {
                if (!UnderscoresSeparateDigits(text)) return null;
                digits = text.Replace("_", "", StringComparison.Ordinal);
            }

            (numberBase, digits) = digits switch
            {
                ['0', 'x' or 'X', .. var rest] => (16, rest),
                ['0', 'b' or 'B', .. var rest] => (2, rest),
                ['0', 'o' or 'O', .. var rest] => (8, rest),
                ['0', _, ..] => (8, digits[1..]),
                _ => (10, digits),
            };
        }

        if (digits.Length is 0 or > 400) return null;
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
            if (digit >= numberBase) return null;
            value = (value * numberBase) + digit;
        }

        return value;
    }

    // An underscore stands between digits, or between a base prefix and a digit.
    private static bool UnderscoresSeparateDigits(string text)
    {
        var prefixed = text.Length >= 2 && text[0] == '0' && text[1] is 'x' or 'X' or 'o' or 'O' or 'b' or 'B';
        var hex = prefixed && text[1] is 'x' or 'X';
        var start = prefixed ? 2 : 0;
        bool IsDigit(char c) => char.IsAsciiDigit(c) || (hex && char.IsAsciiHexDigit(c));
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] != '_') continue;
            var before = i > start ? IsDigit(text[i - 1]) : prefixed;
            if (!before || i + 1 >= text.Length || !IsDigit(text[i + 1])) return false;
        }

        return true;
    }
}
