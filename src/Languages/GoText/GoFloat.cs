using System.Globalization;
using System.Numerics;
using System.Text;

namespace ImageAutomation.Languages.GoText;

/// <summary>Prints floats as Go's <c>strconv.FormatFloat</c> does: exact decimals, rounded half to even.</summary>
internal static class GoFloat
{
    /// <summary>Formats a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format"><c>e E f F g G</c>.</param>
    /// <param name="precision">
    /// Digits after the point (significant digits for g); -1 for the fewest that read back as the same number.
    /// </param>
    public static string Format(double value, char format, int precision)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        var sign = double.IsNegative(value) ? "-" : "";
        var magnitude = Math.Abs(value);
        return sign + char.ToLowerInvariant(format) switch
        {
            'f' => Fixed(precision < 0 ? Shortest(magnitude) : Rounded(magnitude, precision, afterPoint: true), precision),
            'e' => Exponent(precision < 0 ? Shortest(magnitude) : Rounded(magnitude, precision + 1, afterPoint: false), precision, format),
            _ => General(magnitude, precision, format),
        };
    }

    // Digits without leading or trailing zeros; the point stands before digit number Point.
    private readonly record struct Decimals(string Digits, int Point);

    private static string General(double magnitude, int precision, char format)
    {
        var shortest = precision < 0;
        if (precision == 0) precision = 1;
        var decimals = shortest ? Shortest(magnitude) : Rounded(magnitude, precision, afterPoint: false);
        var limit = precision;
        if (limit > decimals.Digits.Length && decimals.Digits.Length >= decimals.Point) limit = decimals.Digits.Length;
        if (shortest) limit = 6;
        var exponent = decimals.Digits.Length == 0 ? 0 : decimals.Point - 1;
        if (exponent < -4 || exponent >= limit)
            return Exponent(decimals, Math.Max(decimals.Digits.Length - 1, 0), format == 'G' ? 'E' : 'e');
        return Fixed(decimals, Math.Max(decimals.Digits.Length - decimals.Point, 0));
    }

    private static string Fixed(Decimals number, int precision)
    {
        var (digits, point) = number;
        var after = precision < 0 ? Math.Max(digits.Length - point, 0) : precision;
        var text = new StringBuilder();
        for (var i = Math.Min(0, point - 1); i < point; i++) text.Append(Digit(i));
        if (text.Length == 0 || point <= 0) text.Clear().Append('0');
        if (after > 0) text.Append('.');
        for (var i = point; i < point + after; i++) text.Append(Digit(i));
        return text.ToString();
        char Digit(int i) => i >= 0 && i < digits.Length ? digits[i] : '0';
    }

    private static string Exponent(Decimals number, int precision, char letter)
    {
        var (digits, point) = number;
        var after = precision < 0 ? Math.Max(digits.Length - 1, 0) : precision;
        var text = new StringBuilder().Append(digits.Length > 0 ? digits[0] : '0');
        if (after > 0) text.Append('.');
        for (var i = 1; i <= after; i++) text.Append(i < digits.Length ? digits[i] : '0');
        var exponent = digits.Length == 0 ? 0 : point - 1;
        return text.Append(char.IsUpper(letter) ? 'E' : 'e').Append(exponent < 0 ? '-' : '+')
            .Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)).ToString();
    }

    private static Decimals Shortest(double magnitude)
    {
        if (magnitude == 0) return new Decimals("", 0);
        var text = magnitude.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).Trim('0');
        var exponent = e >= 0 ? int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : mantissa[0] != '0' ? (point < 0 ? mantissa.Length : point) - 1
            : point - mantissa.AsSpan().IndexOfAnyExcept("0.");
        return new Decimals(digits, exponent + 1);
    }

    // Exact: a double is a whole number times a power of two.
    private static Decimals Rounded(double magnitude, int count, bool afterPoint)
    {
        if (magnitude == 0) return new Decimals("", 0);
        var bits = BitConverter.DoubleToInt64Bits(magnitude);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        if (exponent == 0) exponent++;
        else mantissa |= 1L << 52;
        exponent -= 1075;

        var scale = Math.Min(count, 1100);
        if (!afterPoint) scale = Math.Min(count, 1100) - Shortest(magnitude).Point;
        var numerator = new BigInteger(mantissa);
        var denominator = BigInteger.One;
        if (exponent >= 0) numerator <<= exponent;
        else denominator <<= -exponent;
        if (scale >= 0) numerator *= BigInteger.Pow(10, scale);
        else denominator *= BigInteger.Pow(10, -scale);

        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var half = (remainder << 1).CompareTo(denominator);
        if (half > 0 || (half == 0 && !quotient.IsEven)) quotient++;
        if (quotient.IsZero) return new Decimals("", 0);
        var digits = quotient.ToString(CultureInfo.InvariantCulture);
        return new Decimals(digits.TrimEnd('0'), digits.Length - scale);
    }
}
