namespace ImageAutomation.Languages.GoText.Numbers;

/// <summary>A number as Go's <c>ParseFloat</c> accepts it, compared exactly; a view of the text it was parsed from.</summary>
/// <remarks>
/// Accepted: sign, decimals, exponent, hexadecimal with <c>p</c>, <c>inf</c>, <c>infinity</c> and unsigned <c>nan</c> in any case,
/// underscores between digits. What rounds beyond the greatest double is no number. Decimals are compared digit by digit, so
/// integers above 2^53 keep their order; hexadecimal ones are rounded to a double first. <c>nan</c> is neither above nor below.
/// </remarks>
public readonly ref struct ParsedNumber
{
    private readonly NumberKind kind;
    private readonly bool isNegative;
    private readonly ReadOnlySpan<char> digits;
    private readonly long magnitude;
    private readonly double value;

    private ParsedNumber(NumberKind kind, bool isNegative, ReadOnlySpan<char> digits = default, long magnitude = 0, double value = 0)
    {
        (this.kind, this.isNegative, this.magnitude, this.value) = (kind, isNegative, magnitude, value);
        this.digits = digits;
    }

    /// <summary>Parses a number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ParsedNumber number)
    {
        number = default;
        var isSigned = text.Length > 0 && text[0] is '+' or '-';
        var isNegative = isSigned && text[0] == '-';
        var body = isSigned ? text[1..] : text;
        if (body.IsEmpty) return false;

        if (!char.IsAsciiDigit(body[0]) && body[0] is not ('.' or '_'))
        {
            if (!isSigned && body.Equals("nan", StringComparison.OrdinalIgnoreCase))
                number = new ParsedNumber(NumberKind.NotANumber, false);
            else if (body.Equals("inf", StringComparison.OrdinalIgnoreCase) || body.Equals("infinity", StringComparison.OrdinalIgnoreCase))
                number = new ParsedNumber(NumberKind.Infinite, isNegative);
            else return false;
            return true;
        }

        if (body.Contains('_') && !Underscores.ArePlacedRight(body)) return false;
        if (body.Length > 2 && body[0] == '0' && body[1] is 'x' or 'X')
        {
            if (!HexFloat.TryParse(body[2..], out var value)) return false;
            number = new ParsedNumber(value == 0 ? NumberKind.Zero : NumberKind.Binary, isNegative, value: value);
            return true;
        }

        if (!TryReadDecimal(body, out var digits, out var magnitude)) return false;
        number = new ParsedNumber(digits.IsEmpty ? NumberKind.Zero : NumberKind.Decimal, isNegative, digits, magnitude);
        return number.kind == NumberKind.Zero || DecimalDigits.Compare(digits, magnitude, DecimalDigits.Overflow, 309) < 0;
    }

    /// <summary>Compares by value; 0 also when one of the two is not a number.</summary>
    public int CompareTo(ParsedNumber other)
    {
        if (kind == NumberKind.NotANumber || other.kind == NumberKind.NotANumber) return 0;

        var (sign, otherSign) = (Sign, other.Sign);
        if (sign != otherSign || sign == 0) return sign.CompareTo(otherSign);
        return sign * CompareAbsolute(other);
    }

    private int Sign => kind == NumberKind.Zero ? 0 : isNegative ? -1 : 1;

    private int CompareAbsolute(ParsedNumber other)
    {
        if (kind == NumberKind.Infinite || other.kind == NumberKind.Infinite)
            return (kind == NumberKind.Infinite).CompareTo(other.kind == NumberKind.Infinite);
        if (kind == NumberKind.Binary && other.kind == NumberKind.Binary) return value.CompareTo(other.value);
        if (kind == NumberKind.Binary) return -DecimalDigits.CompareWithDouble(other.digits, other.magnitude, value);
        if (other.kind == NumberKind.Binary) return DecimalDigits.CompareWithDouble(digits, magnitude, other.value);
        return DecimalDigits.Compare(digits, magnitude, other.digits, other.magnitude);
    }

    /// <summary>Splits decimal text into digits from the first that is not zero, and the power of ten above that digit.</summary>
    private static bool TryReadDecimal(ReadOnlySpan<char> body, out ReadOnlySpan<char> digits, out long magnitude)
    {
        digits = [];
        magnitude = 0;
        var (at, first, sawDigit) = (0, -1, false);
        var (integerDigits, fractionZeros, sawDot) = (0L, 0L, false);
        for (; at < body.Length; at++)
        {
            var c = body[at];
            if (c == '_') continue;
            if (c == '.')
            {
                if (sawDot) return false;
                sawDot = true;
                continue;
            }

            if (!char.IsAsciiDigit(c)) break;
            sawDigit = true;
            if (first < 0 && c != '0') first = at;
            if (first >= 0 && !sawDot) integerDigits++;
            if (first < 0 && sawDot) fractionZeros++;
        }

        if (!sawDigit) return false;
        var end = at;
        long exponent = 0;
        if (at < body.Length)
        {
            if (body[at] is not ('e' or 'E') || !Exponent.TryRead(body[(at + 1)..], out exponent)) return false;
        }

        if (first < 0) return true;
        digits = body[first..end];
        magnitude = (integerDigits > 0 ? integerDigits : -fractionZeros) + exponent;
        return true;
    }
}
