using System.Text;
using ImageAutomation.Languages.Cel.Values;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>The library of strings. Positions count code points.</summary>
internal static class StringFunctions
{
    public static void Declare(Declarations table)
    {
        table.Add("charAt", "string.(int) string", (args, budget) => CharAt(Text(args, 0, budget), Number(args, 1)));
        table.Add("indexOf", "string.(string) int", (args, budget) => IndexOf(Text(args, 0, budget), Text(args, 1, budget), 0));
        table.Add("indexOf", "string.(string, int) int", (args, budget) =>
            IndexOf(Text(args, 0, budget), Text(args, 1, budget), Number(args, 2)));
        table.Add("lastIndexOf", "string.(string) int", (args, budget) => LastIndexOf(Text(args, 0, budget), Text(args, 1, budget), null));
        table.Add("lastIndexOf", "string.(string, int) int", (args, budget) =>
            LastIndexOf(Text(args, 0, budget), Text(args, 1, budget), Number(args, 2)));
        table.Add("join", "list(string).() string", (args, budget) => Join((CelList)args[0], "", budget));
        table.Add("join", "list(string).(string) string", (args, budget) => Join((CelList)args[0], Text(args, 1, budget), budget));
        table.Add("lowerAscii", "string.() string", (args, budget) =>
            new CelString(string.Concat(Text(args, 0, budget).Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c))));
        table.Add("upperAscii", "string.() string", (args, budget) =>
            new CelString(string.Concat(Text(args, 0, budget).Select(c => char.IsAsciiLetterLower(c) ? (char)(c & ~0x20) : c))));
        table.Add("replace", "string.(string, string) string", (args, budget) => Replace(args, -1, budget));
        table.Add("replace", "string.(string, string, int) string", (args, budget) => Replace(args, Number(args, 3), budget));
        table.Add("split", "string.(string) list(string)", (args, budget) => Split(args, -1, budget));
        table.Add("split", "string.(string, int) list(string)", (args, budget) => Split(args, Number(args, 2), budget));
        table.Add("substring", "string.(int) string", (args, budget) => Substring(Text(args, 0, budget), Number(args, 1), null));
        table.Add("substring", "string.(int, int) string", (args, budget) =>
            Substring(Text(args, 0, budget), Number(args, 1), Number(args, 2)));
        table.Add("trim", "string.() string", (args, budget) => Trim(Text(args, 0, budget)));
        table.Add("reverse", "string.() string", (args, budget) =>
            new CelString(string.Concat(Text(args, 0, budget).EnumerateRunes().Reverse())));
        table.Add("strings.quote", "(string) string", (args, budget) => Quote(Text(args, 0, budget)));
        table.Add("format", "string.(list(dyn)) string", (args, budget) =>
            Formatting.Format(Text(args, 0, budget), (CelList)args[1], budget));
    }

    private static string Text(CelValue[] arguments, int index, CelBudget budget)
    {
        var text = ((CelString)arguments[index]).Value;
        budget.SpendText(text.Length);
        return text;
    }

    // Pays for a text while it grows, before it is too large.
    private static int Pay(int length, int paid, CelBudget budget)
    {
        if (length - paid < 1024) return paid;
        budget.SpendText(length - paid);
        return length;
    }

    private static long Number(CelValue[] arguments, int index) => ((CelInt)arguments[index]).Value;

    private static CelError OutOfRange(long index) => new($"index out of range: {index}");

    private static CelValue CharAt(string text, long index)
    {
        var runes = CelText.Runes(text);
        if (index < 0 || index > runes.Length) return OutOfRange(index);
        return new CelString(index == runes.Length ? "" : runes[index].ToString());
    }

    private static CelValue IndexOf(string text, string part, long start)
    {
        var length = CelText.Length(text);
        if (start < 0 || start > length) return OutOfRange(start);
        var at = text.IndexOf(part, Units(text, start), StringComparison.Ordinal);
        return new CelInt(at < 0 ? -1 : CelText.Length(text[..at]));
    }

    private static CelValue LastIndexOf(string text, string part, long? start)
    {
        var length = CelText.Length(text);
        if (start is { } given && (given < 0 || given > length)) return OutOfRange(given);
        if (part.Length == 0) return new CelInt(start ?? length);
        var end = Math.Min(text.Length, Units(text, start ?? length) + part.Length);   // the match begins at the position or before
        var at = text[..end].LastIndexOf(part, StringComparison.Ordinal);
        return new CelInt(at < 0 ? -1 : CelText.Length(text[..at]));
    }

    private static CelValue Join(CelList list, string separator, CelBudget budget)
    {
        var text = new StringBuilder();
        var paid = 0;
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is not CelString item) return CelError.NoSuchOverload("join", list.Items[i]);
            if (i > 0) text.Append(separator);
            text.Append(item.Value);
            if (i % 8 == 7) budget.Spend();
            paid = Pay(text.Length, paid, budget);
        }

        return new CelString(text.ToString());
    }

    private static CelString Replace(CelValue[] arguments, long limit, CelBudget budget)
    {
        var text = Text(arguments, 0, budget);
        var old = Text(arguments, 1, budget);
        var replacement = Text(arguments, 2, budget);
        if (limit < 0) limit = long.MaxValue;
        var result = new StringBuilder(text.Length);
        var (at, paid) = (0, 0);
        for (var turn = 1; limit > 0; limit--, turn++)
        {
            // An empty text stands before each code point and at the end.
            var found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : at;
            if (found < 0) break;
            result.Append(text, at, found - at).Append(replacement);
            if (turn % 8 == 0) budget.Spend();
            paid = Pay(result.Length, paid, budget);
            at = found + old.Length;
            if (old.Length > 0) continue;
            if (at >= text.Length) break;
            var width = char.IsHighSurrogate(text[at]) ? 2 : 1;
            result.Append(text, at, width);
            at += width;
        }

        return new CelString(result.Append(text, at, text.Length - at).ToString());
    }

    private static CelList Split(CelValue[] arguments, long limit, CelBudget budget)
    {
        var text = Text(arguments, 0, budget);
        var separator = Text(arguments, 1, budget);
        if (limit == 0) return new CelList([]);
        var count = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue);
        List<CelValue> parts;
        if (separator.Length > 0)
        {
            parts = [.. text.Split(separator, count, StringSplitOptions.None).Select(part => new CelString(part))];
        }
        else
        {
            var runes = CelText.Runes(text);
            parts = [.. runes.Take(count - 1).Select(rune => new CelString(rune.ToString()))];
            if (runes.Length > parts.Count) parts.Add(new CelString(string.Concat(runes.Skip(parts.Count))));
        }

        budget.SpendElements(parts.Count);
        return new CelList(parts);
    }

    private static CelValue Substring(string text, long start, long? end)
    {
        var length = CelText.Length(text);
        if (start < 0 || start > length) return OutOfRange(start);
        if (end is { } given && (given < 0 || given > length)) return OutOfRange(given);
        if (end < start) return new CelError($"invalid substring range. start: {start}, end: {end}");
        return new CelString(text[Units(text, start)..Units(text, end ?? length)]);
    }

    private static CelString Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && GoUnicode.IsSpace(text[start])) start++;
        while (end > start && GoUnicode.IsSpace(text[end - 1])) end--;
        return new CelString(text[start..end]);
    }

    private static CelString Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                '\\' => "\\\\",
                '"' => "\\\"",
                _ => c.ToString(),
            });
        }

        return new CelString(quoted.Append('"').ToString());
    }

    // Where a code point begins, in UTF-16 units.
    private static int Units(string text, long index)
    {
        var at = 0;
        for (; index > 0; index--) at += char.IsHighSurrogate(text[at]) ? 2 : 1;
        return at;
    }
}
