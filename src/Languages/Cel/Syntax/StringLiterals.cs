using System.Globalization;
using System.Text;
using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Syntax;

/// <summary>What the escapes of string and bytes literals mean.</summary>
internal static class StringLiterals
{
    /// <summary>A text; every escape of a number is a code point.</summary>
    public static string Text(string content, bool isRaw, int position)
    {
        if (isRaw) return JsonValues.WellFormed(content);
        var text = new StringBuilder(content.Length);
        for (var i = 0; i < content.Length;)
        {
            if (content[i] != '\\')
            {
                text.Append(content[i++]);
                continue;
            }

            var (value, _) = Escape(content, ref i, position);
            if (!Rune.IsValid(value)) throw Invalid(position, "no code point");
            text.Append(new Rune(value));
        }

        return JsonValues.WellFormed(text.ToString());
    }

    /// <summary>Bytes; escapes of two hexadecimal or three octal digits are bytes, characters are their UTF-8.</summary>
    public static byte[] Bytes(string content, bool isRaw, int position)
    {
        if (isRaw) return Encoding.UTF8.GetBytes(content);
        var bytes = new List<byte>(content.Length);
        for (var i = 0; i < content.Length;)
        {
            if (content[i] != '\\')
            {
                Rune.DecodeFromUtf16(content.AsSpan(i), out var rune, out var length);
                i += length;
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                continue;
            }

            var (value, isUnicode) = Escape(content, ref i, position);
            if (isUnicode) throw Invalid(position, "\\u and \\U are not for bytes");
            bytes.Add((byte)value);
        }

        return [.. bytes];
    }

    private static (int Value, bool IsUnicode) Escape(string content, ref int i, int position)
    {
        var letter = content[i + 1];   // a literal never ends in a lone backslash: the lexer takes the character after it
        i += 2;
        switch (letter)
        {
            case 'a': return ('\a', false);
            case 'b': return ('\b', false);
            case 'f': return ('\f', false);
            case 'n': return ('\n', false);
            case 'r': return ('\r', false);
            case 't': return ('\t', false);
            case 'v': return ('\v', false);
            case '\\' or '\'' or '"' or '`' or '?': return (letter, false);
            case 'x' or 'X': return (Number(content, ref i, 2, position), false);
            case 'u': return (Number(content, ref i, 4, position), true);
            case 'U': return (Number(content, ref i, 8, position), true);
            case >= '0' and <= '3' when i + 1 < content.Length && content[i] is >= '0' and <= '7' && content[i + 1] is >= '0' and <= '7':
                i += 2;
                return (((letter - '0') * 64) + ((content[i - 2] - '0') * 8) + (content[i - 1] - '0'), false);
            default: throw Invalid(position, $"unknown escape \\{CelText.Quotable(letter)}");
        }
    }

    private static int Number(string content, ref int i, int digits, int position)
    {
        i += digits;
        return i <= content.Length
            && int.TryParse(content.AsSpan(i - digits, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && value >= 0 ? value : throw Invalid(position, $"an escape needs {digits} hexadecimal digits");
    }

    private static CelException Invalid(int position, string why) => new($"Syntax error: invalid string literal: {why}", position);
}
