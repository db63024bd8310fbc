using System.Numerics;

namespace ImageAutomation.Languages.GoText;

/// <summary>A constant number. It is whatever of these kinds fits; the place where it is used chooses.</summary>
internal sealed record NumberLiteral(string Text, long? Integer, ulong? Unsigned, double? Float, Complex? Complex)
{
    /// <summary>Whether the text asks for a float even though its value is whole.</summary>
    public bool LooksFloat => Text.Length > 0 && Text[0] != '\'' && !IsHexInteger
        && Text.AsSpan().IndexOfAny(".eEpP") >= 0;

    private bool IsHexInteger => Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && Text.AsSpan().IndexOfAny("pP") < 0;

    /// <summary>Reads a number or character constant.</summary>
    /// <returns>The number; or null and what is wrong.</returns>
    public static (NumberLiteral? Number, string? Problem) Parse(string text)
    {
        if (text[0] == '\'')
        {
            return GoQuote.UnquoteRune(text) is { } rune
                ? (new NumberLiteral(text, rune, (ulong)rune, rune, null), null)
                : (null, $"malformed character constant: {text}");
        }

        if (text[^1] == 'i') return ParseComplex(text);
        var integer = GoNumbers.ParseInt(text, 0, out var overflow);
        var unsigned = GoNumbers.ParseUInt(text, 0);
        if (integer == 0) unsigned = 0;
        double? number = integer is { } i ? i : unsigned is { } u ? u : null;
        if (number is null && GoNumbers.ParseFloat(text) is { } parsed)
        {
            if (overflow || text.AsSpan().IndexOfAny(".eEpP") < 0) return (null, $"integer overflow: {GoQuote.Quote(text)}");
            number = parsed;
            if (parsed == Math.Floor(parsed) && Math.Abs(parsed) < 9.2e18) integer = (long)parsed;
            if (parsed == Math.Floor(parsed) && parsed is >= 0 and < 1.8e19) unsigned = (ulong)parsed;
        }

        return number is null
            ? (null, $"illegal number syntax: {GoQuote.Quote(text)}")
            : (new NumberLiteral(text, integer, unsigned, number, null), null);
    }

    private static (NumberLiteral? Number, string? Problem) ParseComplex(string text)
    {
        var split = text.AsSpan(0, text.Length - 1).LastIndexOfAny('+', '-');
        while (split > 0 && text[split - 1] is 'e' or 'E' or 'p' or 'P') split = text.AsSpan(0, split).LastIndexOfAny('+', '-');
        var real = split > 0 ? GoNumbers.ParseFloat(text[..split]) : 0;
        var imaginary = GoNumbers.ParseFloat(split > 0 ? text[split..^1] : text[..^1]);
        if (real is not { } r || imaginary is not { } im) return (null, $"illegal number syntax: {GoQuote.Quote(text)}");
        if (im != 0) return (new NumberLiteral(text, null, null, null, new Complex(r, im)), null);
        long? integer = r == Math.Floor(r) && Math.Abs(r) < 9.2e18 ? (long)r : null;
        return (new NumberLiteral(text, integer, integer is >= 0 ? (ulong)integer : null, r, null), null);
    }
}
