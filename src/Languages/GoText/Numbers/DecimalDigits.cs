using System.Globalization;

namespace ImageAutomation.Languages.GoText.Numbers;

/// <summary>
/// Compares positive decimals given as digits (the first is not zero; points and underscores between are skipped) and
/// magnitude: the value is 0.digits times ten to the magnitude. Time is linear in the digits, whatever the exponent.
/// </summary>
internal static class DecimalDigits
{
    /// <summary>The least integer that rounds beyond the greatest double: 2^1024 - 2^970. Its magnitude is 309.</summary>
    public const string Overflow =
        "1797693134862315807937289714053034150799341327100378269361737789804449682927647509466490179775872070" +
        "9633028641669288791094655554785194040263065748867150582068190890200070838367627385484581771153176447" +
        "5730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904" +
        "174497792";

    // No double has more significant decimal digits.
    private const int MaxDigitsOfDouble = 767;

    public static int Compare(ReadOnlySpan<char> left, long leftMagnitude, ReadOnlySpan<char> right, long rightMagnitude)
    {
        if (leftMagnitude != rightMagnitude) return leftMagnitude < rightMagnitude ? -1 : 1;

        var (i, j) = (0, 0);
        while (true)
        {
            var a = Next(left, ref i);
            var b = Next(right, ref j);
            if (a != b) return a < b ? -1 : 1;
            if (i >= left.Length && j >= right.Length) return 0;
        }
    }

    public static int CompareWithDouble(ReadOnlySpan<char> digits, long magnitude, double value)
    {
        Span<char> text = stackalloc char[MaxDigitsOfDouble + 16];
        if (!value.TryFormat(text, out var written, "E766", CultureInfo.InvariantCulture))
            throw new InvalidOperationException("A double has more digits than any double has.");

        var e = text.IndexOf('E');
        var exponent = int.Parse(text[(e + 1)..written], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return Compare(digits, magnitude, text[..e], exponent + 1);
    }

    /// <summary>The next digit; zeros after the end.</summary>
    private static char Next(ReadOnlySpan<char> digits, ref int at)
    {
        while (at < digits.Length && !char.IsAsciiDigit(digits[at])) at++;
        return at < digits.Length ? digits[at++] : '0';
    }
}
