using System.Globalization;
using System.Text;

namespace ImageAutomation.Languages.YamlBytes;

/// <summary>Decodes the text of scalars.</summary>
public static class YamlScalar
{
    /// <summary>Decodes a scalar that the scanner accepted.</summary>
    public static string Decode(byte[] data, in YamlNode node)
    {
        var raw = data.AsSpan(node.Start, node.End - node.Start);
        return node.Style switch
        {
            ScalarStyle.Plain => DecodeFlow(raw, ScalarStyle.Plain),
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted => DecodeFlow(raw[1..^1], node.Style),
            _ => DecodeBlock(data, node),
        };
    }

    /// <summary>Decodes a scalar whose place is known; safe for any bytes.</summary>
    /// <param name="data">The file.</param>
    /// <param name="style">How it is written.</param>
    /// <param name="start">Its first byte, quotes and block headers included.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="indent">Columns before the lines of a block scalar.</param>
    public static string Decode(byte[] data, ScalarStyle style, int start, int length, int indent) =>
        Decode(data, new YamlNode { Style = style, Start = start, End = start + length, Indent = indent });

    /// <summary>Whether bytes begin and end like a scalar of a style.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> raw, ScalarStyle style) => style switch
    {
        ScalarStyle.Plain => true,
        ScalarStyle.SingleQuoted => raw.Length >= 2 && raw[0] == '\'' && raw[^1] == '\'',
        ScalarStyle.DoubleQuoted => raw.Length >= 2 && raw[0] == '"' && raw[^1] == '"',
        ScalarStyle.Literal => raw.StartsWith("|"u8),
        _ => raw.StartsWith(">"u8),
    };

    private static string DecodeFlow(ReadOnlySpan<byte> raw, ScalarStyle style)
    {
        if (raw.IndexOfAny("\r\n\\'"u8) < 0 && raw.IndexOfAny<byte>(0xC2, 0xE2) < 0) return Encoding.UTF8.GetString(raw);
        var text = new StringBuilder(raw.Length);
        var at = 0;
        while (at < raw.Length)
        {
            var blanks = at;
            while (at < raw.Length && YamlCharacters.IsBlank(raw[at]))
            {
                at++;
            }

            if (YamlCharacters.BreakLength(raw, at) > 0)
            {
                at = Fold(raw, at, text);
                continue;
            }

            text.Append(Encoding.UTF8.GetString(raw[blanks..at]));
            if (at >= raw.Length) break;
            if (style == ScalarStyle.SingleQuoted && raw[at] == '\'')
            {
                text.Append('\'');
                at += 2;
            }
            else if (style == ScalarStyle.DoubleQuoted && raw[at] == '\\')
            {
                at = Unescape(raw, at, text);
            }
            else
            {
                var length = Math.Min(YamlCharacters.CharLength(raw[at]), raw.Length - at);
                text.Append(Encoding.UTF8.GetString(raw.Slice(at, length)));
                at += length;
            }
        }

        return text.ToString();
    }

    /// <summary>One line break becomes a space, more become one less.</summary>
    private static int Fold(ReadOnlySpan<byte> raw, int at, StringBuilder text)
    {
        var breaks = 0;
        var first = at;
        while (at < raw.Length)
        {
            var length = YamlCharacters.BreakLength(raw, at);
            if (length > 0)
            {
                if (breaks > 0 || !IsFoldable(raw, at)) AppendBreak(raw, at, text);
                breaks++;
                at += length;
            }
            else if (YamlCharacters.IsBlank(raw[at]))
            {
                at++;
            }
            else
            {
                break;
            }
        }

        if (breaks == 1 && IsFoldable(raw, first)) text.Append(' ');
        return at;
    }

    /// <summary>LS and PS are kept where other line breaks are folded.</summary>
    private static bool IsFoldable(ReadOnlySpan<byte> raw, int at) => raw[at] != 0xE2;

    private static void AppendBreak(ReadOnlySpan<byte> raw, int at, StringBuilder text)
    {
        if (raw[at] == 0xE2) text.Append(Encoding.UTF8.GetString(raw.Slice(at, 3)));
        else text.Append('\n');
    }

    private static int Unescape(ReadOnlySpan<byte> raw, int at, StringBuilder text)
    {
        var breakLength = YamlCharacters.BreakLength(raw, at + 1);
        if (breakLength > 0)
        {
            // An escaped line break vanishes, with the indentation of the next line; empty lines after it are kept.
            at += 1 + breakLength;
            while (at < raw.Length)
            {
                breakLength = YamlCharacters.BreakLength(raw, at);
                if (breakLength > 0) AppendBreak(raw, at, text);
                else if (!YamlCharacters.IsBlank(raw[at])) break;
                at += Math.Max(breakLength, 1);
            }

            return at;
        }

        if (at + 1 >= raw.Length)
        {
            text.Append('\\');
            return at + 1;
        }

        var digits = raw[at + 1] switch
        {
            (byte)'x' => 2,
            (byte)'u' => 4,
            (byte)'U' => 8,
            _ => 0,
        };
        if (digits > 0)
        {
            digits = Math.Min(digits, raw.Length - at - 2);
            var isCode =
                int.TryParse(raw.Slice(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
            text.Append((isCode && Rune.IsValid(code) ? new Rune(code) : Rune.ReplacementChar).ToString());
            return at + 2 + digits;
        }

        text.Append(raw[at + 1] switch
        {
            (byte)'0' => '\0',
            (byte)'a' => '\a',
            (byte)'b' => '\b',
            (byte)'t' or (byte)'\t' => '\t',
            (byte)'n' => '\n',
            (byte)'v' => '\v',
            (byte)'f' => '\f',
            (byte)'r' => '\r',
            (byte)'e' => '\u001b',
            (byte)'N' => '\u0085',
            (byte)'_' => '\u00a0',
            (byte)'L' => '\u2028',
            (byte)'P' => '\u2029',
            var other => (char)other,
        });
        return at + 2;
    }

    private static string DecodeBlock(byte[] data, in YamlNode node)
    {
        var raw = data.AsSpan(0, data.Length);
        var at = node.Start + 1;
        var chomp = '\0';
        while (at < raw.Length && raw[at] is (byte)'+' or (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            if (raw[at] is (byte)'+' or (byte)'-') chomp = (char)raw[at];
            at++;
        }

        var text = new StringBuilder();
        var empty = 0;
        var any = false;
        var startedBlank = false;
        foreach (var line in Lines(raw, at, node))
        {
            if (line.Length == 0)
            {
                empty++;
                continue;
            }

            // A break between two lines of folded text becomes a space; around lines that begin with white space it is kept.
            var startsBlank = line[0] is ' ' or '\t';
            var folds = node.Style == ScalarStyle.Folded && !startedBlank && !startsBlank;
            if (any && !folds) text.Append('\n');
            else if (any && empty == 0) text.Append(' ');
            text.Append('\n', empty).Append(line);
            (empty, any, startedBlank) = (0, true, startsBlank);
        }

        if (any && chomp != '-' && EndsWithBreak(raw, node.End)) text.Append('\n');
        if (chomp == '+') AppendTrailing(raw, node, text);
        return text.ToString();
    }

    private static bool EndsWithBreak(ReadOnlySpan<byte> raw, int at) => YamlCharacters.BreakLength(raw, at) > 0;

    private static List<string> Lines(ReadOnlySpan<byte> raw, int header, in YamlNode node)
    {
        var lines = new List<string>();
        var at = header;
        while (at < node.End && YamlCharacters.BreakLength(raw, at) == 0)
        {
            at++;
        }

        while (at < node.End)
        {
            at += YamlCharacters.BreakLength(raw, at);
            var start = at;
            while (at < node.End && YamlCharacters.BreakLength(raw, at) == 0)
            {
                at++;
            }

            var indent = 0;
            while (indent < node.Indent && start < at && raw[start] == ' ')
            {
                start++;
                indent++;
            }

            lines.Add(Encoding.UTF8.GetString(raw[start..at]));
        }

        return lines;
    }

    private static void AppendTrailing(ReadOnlySpan<byte> raw, in YamlNode node, StringBuilder text)
    {
        var at = node.End + YamlCharacters.BreakLength(raw, node.End);
        while (at < raw.Length)
        {
            var start = at;
            while (at < raw.Length && raw[at] == ' ')
            {
                at++;
            }

            var length = YamlCharacters.BreakLength(raw, at);
            if (length == 0 || at - start > node.Indent) return;
            text.Append('\n');
            at += length;
        }
    }
}
