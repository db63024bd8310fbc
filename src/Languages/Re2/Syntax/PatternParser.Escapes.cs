using ImageAutomation.Languages.Re2.Unicode;

namespace ImageAutomation.Languages.Re2.Syntax;

internal sealed partial class PatternParser
{
    private void ParseEscapedTerm(List<Node> parts)
    {
        var letter = at + 1 < pattern.Length ? pattern[at + 1] : '\0';
        Position? position = letter switch
        {
            'A' => Position.TextStart,
            'z' => Position.TextEnd,
            'b' => Position.WordBoundary,
            'B' => Position.NotWordBoundary,
            _ => null,
        };
        if (position is { } known)
        {
            at += 2;
            parts.Add(new Node.At(known));
        }
        else if (letter == 'Q')
        {
            at += 2;
            ParseQuoted(parts);
        }
        else if (TryParseNamedClass() is { } set)
        {
            parts.Add(OneOf(set));
        }
        else
        {
            parts.Add(Literal(ParseEscape()));
        }
    }

    private void ParseQuoted(List<Node> parts)
    {
        var end = pattern.IndexOf(@"\E", at, StringComparison.Ordinal);
        var stop = end < 0 ? pattern.Length : end;
        while (at < stop) parts.Add(Literal(NextRune()));
        if (end >= 0) at = end + 2;
    }

    /// <summary>Reads <c>\d \s \w \p{..}</c> and their negations; null, without moving, when something else stands here.</summary>
    private RuneSet? TryParseNamedClass()
    {
        if (at + 1 >= pattern.Length || pattern[at] != '\\') return null;

        var letter = pattern[at + 1];
        if (letter is 'p' or 'P') return ParseUnicodeClass();
        if (AsciiClasses.FindPerl(char.ToLowerInvariant(letter)) is not { } set) return null;

        at += 2;
        return Folded(set, char.IsAsciiLetterUpper(letter));
    }

    private RuneSet ParseUnicodeClass()
    {
        var start = at;
        var isNegated = pattern[at + 1] == 'P';
        at += 2;
        if (IsAtEnd) throw new PatternSyntaxException("invalid character class range", pattern[start..]);

        string name;
        if (pattern[at] == '{')
        {
            var end = pattern.IndexOf('}', at);
            if (end < 0) throw new PatternSyntaxException("invalid character class range", pattern[start..]);
            name = pattern[(at + 1)..end];
            at = end + 1;
        }
        else
        {
            var nameStart = at;
            NextRune();
            name = pattern[nameStart..at];
        }

        if (name.StartsWith('^'))
        {
            isNegated = !isNegated;
            name = name[1..];
        }

        if (UnicodeSets.Find(name) is not { } set) throw new PatternSyntaxException("invalid character class range", pattern[start..at]);
        return Folded(set, isNegated);
    }

    private RuneSet Folded(RuneSet set, bool isNegated)
    {
        var folded = (flags & PatternFlags.IgnoreCase) != 0 ? CaseFolding.Close(set) : set;
        return isNegated ? folded.Complement() : folded;
    }

    /// <summary>Reads one escaped code point.</summary>
    private int ParseEscape()
    {
        var start = at;
        at++;
        if (IsAtEnd) throw new PatternSyntaxException("trailing backslash at end of expression", string.Empty);

        var c = NextRune();
        switch (c)
        {
            case >= '1' and <= '7' when IsAtEnd || pattern[at] is < '0' or > '7': // a back-reference
                break;
            case >= '0' and <= '7':
                var octal = c - '0';
                for (var i = 0; i < 2 && !IsAtEnd && pattern[at] is >= '0' and <= '7'; i++) octal = (octal * 8) + (pattern[at++] - '0');
                return octal;
            case 'x' when !IsAtEnd:
                if (ParseHex() is { } hex) return hex;
                break;
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            default:
                if (c < 128 && !char.IsAsciiLetterOrDigit((char)c)) return c;
                break;
        }

        throw new PatternSyntaxException("invalid escape sequence", pattern[start..at]);
    }

    /// <summary>Reads <c>41</c> or <c>{1F600}</c>; null when that is not what stands here.</summary>
    private int? ParseHex()
    {
        if (pattern[at] != '{')
        {
            var high = NextRune();
            if (IsAtEnd) return null;
            var low = NextRune();
            return HexValue(high) is { } first && HexValue(low) is { } second ? (first * 16) + second : null;
        }

        at++;
        var value = 0;
        for (var digits = 0; !IsAtEnd; digits++)
        {
            var c = NextRune();
            if (c == '}') return digits == 0 ? null : value;
            if (HexValue(c) is not { } digit) return null;
            value = (value * 16) + digit;
            if (value > RuneSet.MaxRune) return null;
        }

        return null;
    }

    private static int? HexValue(int rune) => rune switch
    {
        >= '0' and <= '9' => rune - '0',
        >= 'a' and <= 'f' => rune - 'a' + 10,
        >= 'A' and <= 'F' => rune - 'A' + 10,
        _ => null,
    };
}
