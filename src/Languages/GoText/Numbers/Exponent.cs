namespace ImageAutomation.Languages.GoText.Numbers;

/// <summary>Reads exponents of any length.</summary>
internal static class Exponent
{
    // Far beyond what the digits of any text could make up for, and far from overflowing a sum.
    private const long Saturated = long.MaxValue / 4;

    /// <summary>Reads sign and digits up to the end; underscores have been checked.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out long exponent)
    {
        exponent = 0;
        var isNegative = text.StartsWith('-');
        if (isNegative || text.StartsWith('+')) text = text[1..];
        if (text.IsEmpty || !char.IsAsciiDigit(text[0])) return false;

        foreach (var c in text)
        {
            if (c == '_') continue;
            if (!char.IsAsciiDigit(c)) return false;
            exponent = exponent >= Saturated / 10 ? Saturated : (exponent * 10) + (c - '0');
        }

        if (isNegative) exponent = -exponent;
        return true;
    }
}
