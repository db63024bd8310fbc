using System.Text;
using ImageAutomation.Languages.GoText;
using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Functions on strings. Lengths and cuts count bytes.</summary>
internal static class StringFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        Fixed("hello", (_, _) => GoValue.Of("Hello!")),
        Map("upper", s => ByteText.Map(s, GoUnicode.ToUpper)),
        Map("lower", s => ByteText.Map(s, GoUnicode.ToLower)),
        Map("title", TextCase.Title),
        Map("untitle", TextCase.Untitle),
        Map("swapcase", TextCase.Swap),
        Map("snakecase", s => TextCase.Words(s, '_')),
        Map("kebabcase", s => TextCase.Words(s, '-')),
        Map("camelcase", TextCase.Pascal),
        Map("initials", TextCase.Initials),
        Map("trim", s => Trim(s, GoUnicode.IsSpace)),
        Map("nospace", s => ByteText.Encode(ByteText.Runes(s).Where(r => !GoUnicode.IsSpace(r)))),
        Map("shuffle", Shuffle),
        Fixed("trimAll", (_, a) => GoValue.Of(TrimAll(a)), Text, Text),
        Fixed("trimall", (_, a) => GoValue.Of(TrimAll(a)), Text, Text),
        Fixed("trimPrefix",
            (_, a) => GoValue.Of(a[1].Text.StartsWith(a[0].Text, StringComparison.Ordinal) ? a[1].Text[a[0].Text.Length..] : a[1].Text),
            Text, Text),
        Fixed("trimSuffix",
            (_, a) => GoValue.Of(a[1].Text.EndsWith(a[0].Text, StringComparison.Ordinal) ? a[1].Text[..^a[0].Text.Length] : a[1].Text),
            Text, Text),
        Fixed("trunc", (_, a) => GoValue.Of(Truncate(a[0].Integer, a[1].Text)), Int, Text),
        Fixed("substr", (_, a) => GoValue.Of(Substring(a[0].Integer, a[1].Integer, a[2].Text)), Int, Int, Text),
        Fixed("abbrev", (_, a) => GoValue.Of(TextLayout.Abbreviate(a[1].Text, a[0].Integer)), Int, Text),
        Fixed("abbrevboth", (_, a) => GoValue.Of(TextLayout.AbbreviateBoth(a[2].Text, a[0].Integer, a[1].Integer)), Int, Int, Text),
        Fixed("wrap", (b, a) => GoValue.Of(TextLayout.Wrap(b, a[1].Text, a[0].Integer, "\n", false)), Int, Text),
        Fixed("wrapWith", (b, a) => GoValue.Of(TextLayout.Wrap(b, a[2].Text, a[0].Integer, a[1].Text, true)), Int, Text, Text),
        Fixed("repeat", (b, a) => GoValue.Of(Repeat(b, a[0].Integer, a[1].Text)), Int, Text),
        Fixed("replace", (b, a) => GoValue.Of(Replace(b, a[2].Text, a[0].Text, a[1].Text)), Text, Text, Text),
        Fixed("indent", (b, a) => GoValue.Of(Indent(b, a[0].Integer, a[1].Text)), Int, Text),
        Fixed("nindent", (b, a) => GoValue.Of("\n" + Indent(b, a[0].Integer, a[1].Text)), Int, Text),
        Fixed("contains", (_, a) => GoValue.Of(a[1].Text.Contains(a[0].Text, StringComparison.Ordinal)), Text, Text),
        Fixed("hasPrefix", (_, a) => GoValue.Of(a[1].Text.StartsWith(a[0].Text, StringComparison.Ordinal)), Text, Text),
        Fixed("hasSuffix", (_, a) => GoValue.Of(a[1].Text.EndsWith(a[0].Text, StringComparison.Ordinal)), Text, Text),
        Fixed("plural", (_, a) => a[2].Integer == 1 ? a[0] : a[1], Text, Text, Int),
        Fixed("toString", (b, a) => GoValue.Of(TextOf(b, a[0])), Any),
        Fixed("toStrings", (b, a) => GoValue.Texts(TextsOf(b, a[0])), Any),
        Fixed("join", (b, a) => GoValue.Of(Join(b, a[0].Text, a[1])), Text, Any),
        Fixed("sortAlpha", (b, a) => GoValue.Texts(TextsOf(b, a[0], dropNil: a[0].Kind == GoKind.List).Order(StringComparer.Ordinal)), Any),
        Rest("quote", (b, a) => GoValue.Of(JoinPresent(b, a, v => GoQuote.Quote(TextOf(b, v)))), Any),
        Rest("squote", (b, a) => GoValue.Of(JoinPresent(b, a, v => $"'{GoFormat.Sprintv(b, v)}'")), Any),
        Rest("cat", (b, a) => GoValue.Of(Trim(JoinPresent(b, a, v => GoFormat.Sprintv(b, v)), GoUnicode.IsSpace)), Any),
        Fixed("splitList", (b, a) => GoValue.Texts(Split(b, a[1].Text, a[0].Text, -1)), Text, Text),
        Fixed("split", (b, a) => Numbered(Split(b, a[1].Text, a[0].Text, -1)), Text, Text),
        Fixed("splitn", (b, a) => Numbered(Split(b, a[2].Text, a[0].Text, a[1].Integer)), Text, Int, Text),
    ];

    /// <summary>A value as text: strings as they are, <c>String()</c> where the value has it, else <c>%v</c>.</summary>
    public static string TextOf(RenderBudget budget, GoValue value) =>
        value.Kind == GoKind.Text ? value.Text : GoFormat.Sprintv(budget, value);

    /// <summary>A list of anything as texts without its nil elements; a single value as a list of one, nil as none.</summary>
    public static IEnumerable<string> TextsOf(RenderBudget budget, GoValue value, bool dropNil = true)
    {
        budget.Spend(value.Items.Length);
        if (value.Kind == GoKind.List) return value.Items.Where(i => !i.IsNothing).Select(i => TextOf(budget, i)).ToArray();
        return value.IsNothing && dropNil ? [] : [TextOf(budget, value)];
    }

    /// <summary>
    /// Cuts a text at a separator as Go does: an empty separator cuts into characters, a limit keeps the rest in the last part.
    /// </summary>
    public static string[] Split(RenderBudget budget, string text, string separator, long limit)
    {
        budget.SpendText(text.Length);
        if (limit == 0) return [];
        var most = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue);
        if (separator.Length > 0) return text.Split(separator, most);
        var parts = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var width = parts.Count == most - 1 ? text.Length - i : ByteText.Decode(text, i).Width;
            parts.Add(text.Substring(i, width));
            i += width;
        }

        budget.Spend(parts.Count);
        return [.. parts];
    }

    private static GoFunction Map(string name, Func<string, string> map) => Fixed(
        name,
        (b, a) =>
        {
            b.SpendText(a[0].Text.Length);
            return GoValue.Of(map(a[0].Text));
        },
        Text);

    private static GoValue Numbered(string[] parts)
    {
        var map = new GoMap();
        for (var i = 0; i < parts.Length; i++)
            map.Set("_" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), GoValue.Of(parts[i]));
        return new GoValue(TextMap, map);
    }

    private static string Join(RenderBudget budget, string separator, GoValue list)
    {
        var parts = TextsOf(budget, list).ToArray();
        budget.SpendText(parts.Sum(p => (long)p.Length) + ((long)separator.Length * Math.Max(parts.Length - 1, 0)));
        return string.Join(separator, parts);
    }

    private static string JoinPresent(RenderBudget budget, GoValue[] values, Func<GoValue, string> format)
    {
        var joined = string.Join(' ', values.Where(v => !v.IsNothing).Select(format));
        budget.SpendText(joined.Length);
        return joined;
    }

    private static string Trim(string text, Func<int, bool> cut)
    {
        var start = 0;
        while (start < text.Length && ByteText.Decode(text, start) is var (rune, width) && cut(rune)) start += width;
        var end = text.Length;
        while (end > start)
        {
            var last = end - 1;
            while (last > start && end - last < 4 && (text[last] & 0xC0) == 0x80) last--;
            var (rune, width) = ByteText.Decode(text, last);
            if (last + width != end) (rune, last) = (ByteText.RuneError, end - 1);
            if (!cut(rune)) break;
            end = last;
        }

        return text[start..end];
    }

    private static string TrimAll(GoValue[] a)
    {
        var cut = ByteText.Runes(a[0].Text).ToHashSet();
        return Trim(a[1].Text, cut.Contains);
    }

    private static string Truncate(long count, string text) =>
        count < 0 && text.Length + count > 0 ? text[(int)(text.Length + count)..]
        : count >= 0 && text.Length > count ? text[..(int)count]
        : text;

    private static string Substring(long start, long end, string text)
    {
        if (start < 0) return Slice(0, end);
        return end < 0 || end > text.Length ? Slice(start, text.Length) : Slice(start, end);
        string Slice(long from, long to) => from >= 0 && to <= text.Length && from <= to
            ? text[(int)from..(int)to]
            : throw new FunctionError($"runtime error: slice bounds out of range [{from}:{to}] with length {text.Length}");
    }

    private static string Repeat(RenderBudget budget, long count, string text)
    {
        if (count < 0) throw new FunctionError("strings: negative Repeat count");
        if (text.Length == 0) return "";
        budget.SpendText(count > int.MaxValue ? long.MaxValue : count * text.Length);
        return new StringBuilder(text.Length * (int)count).Insert(0, text, (int)count).ToString();
    }

    private static string Replace(RenderBudget budget, string text, string old, string with)
    {
        if (old.Length > 0)
        {
            budget.SpendText(Math.Max(text.Length, text.Length + (((long)with.Length - old.Length) * Count(text, old))));
            return text.Replace(old, with, StringComparison.Ordinal);
        }

        var characters = Split(budget, text, "", -1);
        budget.SpendText(text.Length + ((long)with.Length * (characters.Length + 1)));
        return characters.Length == 0 ? with : with + string.Join(with, characters) + with;
    }

    private static int Count(string text, string part)
    {
        var count = 0;
        for (var i =
            text.IndexOf(part, StringComparison.Ordinal); i >= 0; i = text.IndexOf(part, i + part.Length, StringComparison.Ordinal))
            count++;
        return count;
    }

    private static string Indent(RenderBudget budget, long count, string text)
    {
        var pad = Repeat(budget, count, " ");
        return pad + Replace(budget, text, "\n", "\n" + pad);
    }

    // Random order is what the function is for; nothing secret depends on it.
    private static string Shuffle(string text)
    {
        var runes = ByteText.Runes(text).ToArray();
        Random.Shared.Shuffle(runes);
        return ByteText.Encode(runes);
    }
}
