using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Re2;
using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Regular expressions in the RE2 language.</summary>
internal static class RegexFunctions
{
    // Searching costs text times pattern; commit messages need neither long.
    private const int MaxTextBytes = 64 * 1024;

    public static IEnumerable<GoFunction> All =>
    [
        Fixed("regexMatch",
            (b, a) => GoValue.Of(Re2Pattern.Parse(ByteText.ToText(a[0].Text)).TryGet(out var p, out _) && p.IsMatch(Text(b, a))),
            GoType.Text, GoType.Text),
        Fixed("mustRegexMatch", (b, a) => GoValue.Of(Pattern(a).IsMatch(Text(b, a))), GoType.Text, GoType.Text),
        .. ListFunctions.WithMust(
            Fixed("regexFind", (b, a) => Out(Pattern(a).Matches(Text(b, a), 1) is [var match] ? match.Value : ""), GoType.Text,
                GoType.Text)),
        .. ListFunctions.WithMust(
            Fixed("regexFindAll", (b, a) => Outs(Pattern(a).Matches(Text(b, a), Limit(a[2])).Select(m => m.Value)), GoType.Text,
                GoType.Text, Int)),
        .. ListFunctions.WithMust(
            Fixed("regexSplit", (b, a) => Outs(Pattern(a).Split(Text(b, a), Limit(a[2]))), GoType.Text, GoType.Text, Int)),
        .. ListFunctions.WithMust(
            Fixed("regexReplaceAll", (b, a) => Replaced(b, Pattern(a).Replace(Text(b, a), Replacement(b, a))), GoType.Text, GoType.Text,
                GoType.Text)),
        .. ListFunctions.WithMust(
            Fixed("regexReplaceAllLiteral", (b, a) => Replaced(b, Pattern(a).ReplaceLiteral(Text(b, a), Replacement(b, a))), GoType.Text,
                GoType.Text, GoType.Text)),
        Fixed("regexQuoteMeta", (b, a) => QuoteMeta(b, a[0].Text), GoType.Text),
    ];

    private static Re2Pattern Pattern(GoValue[] a) =>
        Re2Pattern.Parse(ByteText.ToText(a[0].Text)).TryGet(out var pattern, out var failure) ? pattern
        : throw new FunctionError(failure.Message);

    private static string Text(RenderBudget budget, GoValue[] a)
    {
        var (pattern, text) = (a[0].Text, a[1].Text);
        if (text.Length > MaxTextBytes) throw new FunctionError($"regular expressions search at most {MaxTextBytes} bytes");
        budget.Spend(100 + (text.Length * (1L + (pattern.Length / 16))));
        return ByteText.ToText(text);
    }

    // At most one match a character, so this bounds the result before it is built.
    private static string Replacement(RenderBudget budget, GoValue[] a)
    {
        budget.SpendText(a[2].Text.Length);
        if ((long)a[2].Text.Length * (a[1].Text.Length + 1) > 16L * budget.MaxTextBytes)
            throw new FunctionError("the replacement is too long for the text");
        return ByteText.ToText(a[2].Text);
    }

    private static GoValue Replaced(RenderBudget budget, string text)
    {
        budget.SpendText(text.Length);
        return Out(text);
    }

    private static int Limit(GoValue value) => (int)Math.Clamp(value.Integer, -1, int.MaxValue);

    private static GoValue Out(string text) => GoValue.Of(ByteText.FromText(text));

    private static GoValue Outs(IEnumerable<string> texts) => GoValue.Texts(texts.Select(ByteText.FromText));

    private static GoValue QuoteMeta(RenderBudget budget, string text)
    {
        budget.SpendText(text.Length * 2L);
        return GoValue.Of(
            string.Concat(text.Select(c => @"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal) ? "\\" + c : c.ToString())));
    }
}
