using System.Numerics;

namespace ImageAutomation.Languages.GoText.Numbers;

/// <summary>Reads hexadecimal floats as Go does: digits, optional point, mandatory binary exponent.</summary>
internal static class HexFloat
{
    private const int MantissaBits = 53;
    private const int LowestExponent = -1074;

    /// <summary>Reads what follows <c>0x</c>, rounding half to even; false also when the value is beyond the greatest double.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var (at, mantissa, scale, sawDigit, sawDot, isInexact) = (0, 0UL, 0L, false, false, false);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '_') continue;
            if (c == '.')
            {
                if (sawDot) return false;
                sawDot = true;
                continue;
            }

            if (!char.IsAsciiHexDigit(c)) break;
            sawDigit = true;
            if (mantissa >> 60 == 0)
            {
                mantissa = (mantissa << 4) | (uint)Convert.ToInt32(c.ToString(), 16);
                if (sawDot) scale -= 4;
            }
            else
            {
                isInexact |= c != '0';
                if (!sawDot) scale += 4;
            }
        }

        if (!sawDigit || at == text.Length || text[at] is not ('p' or 'P')) return false;
        if (!Exponent.TryRead(text[(at + 1)..], out var exponent)) return false;
        if (mantissa == 0) return true;

        value = Round(mantissa, isInexact, scale + exponent);
        return double.IsFinite(value);
    }

    private static double Round(ulong mantissa, bool isInexact, long exponent)
    {
        // Below the normal range fewer bits remain.
        var highest = exponent + 63 - BitOperations.LeadingZeroCount(mantissa);
        if (highest > 1023) return double.PositiveInfinity;
        if (highest < LowestExponent - 1) return 0;

        var lowest = Math.Max(highest - MantissaBits + 1, LowestExponent);
        var drop = (int)(lowest - exponent);
        if (drop > 0)
        {
            var half = UInt128.One << (drop - 1); // drop is at most 64: lower values were answered above
            var rest = mantissa & ((UInt128.One << drop) - 1);
            var kept = drop > 63 ? 0 : mantissa >> drop;
            if (rest > half || (rest == half && (isInexact || (kept & 1) == 1))) kept++;
            mantissa = kept;
            exponent = lowest;
        }

        return Math.ScaleB(mantissa, (int)exponent);
    }
}
