using ImageAutomation.Languages.Cel.Values;
using ImageAutomation.Languages.Re2;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Functions of texts in the standard library.</summary>
internal static class TextFunctions
{
    public static void Declare(Declarations table)
    {
        Add(table, "contains", (text, part) => text.Contains(part, StringComparison.Ordinal));
        Add(table, "startsWith", (text, part) => text.StartsWith(part, StringComparison.Ordinal));
        Add(table, "endsWith", (text, part) => text.EndsWith(part, StringComparison.Ordinal));
        table.Add("matches", "(string, string) bool", Matches);
        table.Add("matches", "string.(string) bool", Matches);
    }

    /// <summary>Matches a text; the budget pays by its length and the size of the pattern.</summary>
    public static CelValue Matches(CelString text, Re2Pattern pattern, CelBudget budget)
    {
        budget.SpendMatch(text.Value.Length, pattern.Size);
        return CelBool.Of(pattern.IsMatch(text.Value));
    }

    private static CelValue Matches(CelValue[] arguments, CelBudget budget)
    {
        var source = ((CelString)arguments[1]).Value;
        budget.Spend(1 + (source.Length / 16));   // reading a pattern is dearer than reading a text
        return Re2Pattern.Parse(source).TryGet(out var pattern, out var failure)
            ? Matches((CelString)arguments[0], pattern, budget) : new CelError(CelText.Cut(failure.Message));
    }

    private static void Add(Declarations table, string name, Func<string, string, bool> holds) =>
        table.Add(name, "string.(string) bool", (args, budget) =>
        {
            var text = ((CelString)args[0]).Value;
            budget.SpendText(text.Length);
            return CelBool.Of(holds(text, ((CelString)args[1]).Value));
        });
}
