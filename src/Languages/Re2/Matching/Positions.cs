using ImageAutomation.Languages.Re2.Syntax;

namespace ImageAutomation.Languages.Re2.Matching;

/// <summary>Looks at a text around a position.</summary>
internal static class Positions
{
    /// <summary>Whether the claim holds between the units before and at the position. Words are ASCII words.</summary>
    public static bool Holds(Position claim, ReadOnlySpan<char> text, int at) => claim switch
    {
        Position.TextStart => at == 0,
        Position.TextEnd => at == text.Length,
        Position.LineStart => at == 0 || text[at - 1] == '\n',
        Position.LineEnd => at == text.Length || text[at] == '\n',
        Position.WordBoundary => IsWordBoundary(text, at),
        Position.NotWordBoundary => !IsWordBoundary(text, at),
        _ => throw new ArgumentOutOfRangeException(nameof(claim), claim, null),
    };

    /// <summary>Reads the code point at a position; a lone surrogate stands for itself.</summary>
    public static int RuneAt(ReadOnlySpan<char> text, int at, out int length)
    {
        var unit = text[at];
        if (char.IsHighSurrogate(unit) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            length = 2;
            return char.ConvertToUtf32(unit, text[at + 1]);
        }

        length = 1;
        return unit;
    }

    private static bool IsWordBoundary(ReadOnlySpan<char> text, int at) =>
        (at > 0 && IsWord(text[at - 1])) != (at < text.Length && IsWord(text[at]));

    private static bool IsWord(char unit) => char.IsAsciiLetterOrDigit(unit) || unit == '_';
}
