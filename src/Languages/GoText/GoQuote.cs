using System.Globalization;
using System.Text;

namespace ImageAutomation.Languages.GoText;

/// <summary>Go's quoted texts: reading literals of a template, writing <c>%q</c>.</summary>
internal static class GoQuote
{
    /// <summary>Writes a double-quoted literal.</summary>
    public static string Quote(string bytes, bool asciiOnly = false)
    {
        var text = new StringBuilder(bytes.Length + 2).Append('"');
        for (var i = 0; i < bytes.Length;)
        {
            var (rune, width) = ByteText.Decode(bytes, i);
            if (rune == ByteText.RuneError && width == 1) text.Append(CultureInfo.InvariantCulture, $"\\x{(int)bytes[i]:x2}");
            else AppendEscaped(text, rune, '"', asciiOnly);
            i += width;
        }

        return text.Append('"').ToString();
    }

    /// <summary>Quotes a .NET text for an error message, as Go's <c>%q</c> does.</summary>
    public static string QuoteText(string text) => ByteText.ToText(Quote(ByteText.FromText(text)));

    /// <summary>Writes a character literal.</summary>
    public static string QuoteRune(int rune, bool asciiOnly = false)
    {
        var text = new StringBuilder().Append('\'');
        AppendEscaped(text, Rune.IsValid(rune) ? rune : ByteText.RuneError, '\'', asciiOnly);
        return text.Append('\'').ToString();
    }

    /// <summary>Whether a text fits between backquotes unchanged.</summary>
    public static bool CanBackquote(string bytes)
    {
        for (var i = 0; i < bytes.Length;)
        {
            var (rune, width) = ByteText.Decode(bytes, i);
            if ((rune == ByteText.RuneError && width == 1) || rune is 0xFEFF or '`' or 0x7F || (rune < ' ' && rune != '\t')) return false;
            i += width;
        }

        return true;
    }

    /// <summary>Reads a string literal with its quotes; null when it is malformed.</summary>
    public static string? Unquote(string literal)
    {
        if (literal[0] == '`') return literal[1..^1].Replace("\r", "", StringComparison.Ordinal);
        var text = new StringBuilder(literal.Length);
        for (var i = 1; i < literal.Length - 1;)
        {
            if (ReadCharacter(literal, ref i, '"') is not { } part) return null;
            text.Append(part.Bytes);
        }

        return text.ToString();
    }

    /// <summary>Reads a character literal with its quotes; null when it is malformed.</summary>
    public static int? UnquoteRune(string literal)
    {
        var i = 1;
        return literal.Length > 2 && ReadCharacter(literal, ref i, '\'') is { } part && i == literal.Length - 1 ? part.Rune : null;
    }

    private static (string Bytes, int Rune)? ReadCharacter(string literal, ref int i, char quote)
    {
        if (literal[i] != '\\')
        {
            var (rune, width) = ByteText.Decode(literal, i);
            i += width;
            return (literal.Substring(i - width, width), rune);
        }

        if (i + 2 >= literal.Length) return null;
        var escape = literal[i + 1];
        i += 2;
        switch (escape)
        {
            case 'a': return ("\a", 7);
            case 'b': return ("\b", 8);
            case 'f': return ("\f", 12);
            case 'n': return ("\n", 10);
            case 'r': return ("\r", 13);
            case 't': return ("\t", 9);
            case 'v': return ("\v", 11);
            case '\\': return ("\\", '\\');
            case '\'' or '"' when escape == quote: return (escape.ToString(), escape);
            case 'x': return Number(literal, ref i, 2, 16, asByte: true);
            case 'u': return Number(literal, ref i, 4, 16, asByte: false);
            case 'U': return Number(literal, ref i, 8, 16, asByte: false);
            case >= '0' and <= '7':
                i--;
                return Number(literal, ref i, 3, 8, asByte: true);
            default: return null;
        }
    }

    private static (string Bytes, int Rune)? Number(string literal, ref int i, int digits, int numberBase, bool asByte)
    {
        if (i + digits > literal.Length - 1) return null;
        long value = 0;
        for (var end = i + digits; i < end; i++)
        {
            var digit = char.IsAsciiHexDigit(literal[i]) ? Convert.ToInt32(literal[i].ToString(), 16) : 99;
            if (digit >= numberBase) return null;
            value = (value * numberBase) + digit;
        }

        if (asByte) return value > 255 ? null : (((char)value).ToString(), (int)value);
        return value <= 0x10FFFF && Rune.IsValid((int)value) ? (ByteText.Encode((int)value), (int)value) : null;
    }

    private static void AppendEscaped(StringBuilder text, int rune, char quote, bool asciiOnly)
    {
        switch (rune)
        {
            case '\\': text.Append("\\\\"); return;
            case 7: text.Append("\\a"); return;
            case 8: text.Append("\\b"); return;
            case 12: text.Append("\\f"); return;
            case 10: text.Append("\\n"); return;
            case 13: text.Append("\\r"); return;
            case 9: text.Append("\\t"); return;
            case 11: text.Append("\\v"); return;
            default: break;
        }

        if (rune == quote) text.Append('\\').Append(quote);
        else if (rune < 0x7F ? rune >= ' ' : !asciiOnly && GoUnicode.IsPrint(rune)) text.Append(ByteText.Encode(rune));
        else if (rune is < ' ' or 0x7F) text.Append(CultureInfo.InvariantCulture, $"\\x{rune:x2}");
        else if (rune > 0xFFFF) text.Append(CultureInfo.InvariantCulture, $"\\U{rune:x8}");
        else text.Append(CultureInfo.InvariantCulture, $"\\u{rune:x4}");
    }
}
