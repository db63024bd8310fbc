using System.Runtime.CompilerServices;
using ImageAutomation.Languages.Cel.Values;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Equality of all values, which never fails, and order of those that have one.</summary>
internal static class Comparison
{
    private static readonly CelError NoOrder = new("NaN values cannot be ordered");

    public static void Declare(Declarations table)
    {
        table.Add("_==_", "(A, A) bool", (args, budget) => CelBool.Of(AreEqual(args[0], args[1], budget)));
        table.Add("_!=_", "(A, A) bool", (args, budget) => CelBool.Of(!AreEqual(args[0], args[1], budget)));
        table.Add("!_", "(bool) bool", (args, _) => CelBool.Of(!((CelBool)args[0]).Value));
        Add(table, "_<_", order => order < 0);
        Add(table, "_<=_", order => order <= 0);
        Add(table, "_>_", order => order > 0);
        Add(table, "_>=_", order => order >= 0);
    }

    /// <summary>Whether two values are equal; numbers by value, values of different types not.</summary>
    public static bool AreEqual(CelValue left, CelValue right, CelBudget budget)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (ReferenceEquals(left, right) && left is not (CelDouble or CelList or CelMap or CelOptional)) return true;
        switch (left, right)
        {
            case (CelString a, CelString b):
                budget.SpendText(Math.Min(a.Value.Length, b.Value.Length));
                return a.Value == b.Value;
            case (CelBytes a, CelBytes b):
                budget.SpendText(Math.Min(a.Value.Length, b.Value.Length));
                return a.Value.AsSpan().SequenceEqual(b.Value);
            case (CelBool a, CelBool b): return a.Value == b.Value;
            case (CelNull, CelNull): return true;
            case (CelTypeValue a, CelTypeValue b): return a.Name == b.Name;
            case (CelTimestamp a, CelTimestamp b): return a.Nanoseconds == b.Nanoseconds;
            case (CelDuration a, CelDuration b): return a.Nanoseconds == b.Nanoseconds;
            case (CelOptional a, CelOptional b):
                return a.Value is null || b.Value is null ? a.Value is null && b.Value is null : AreEqual(a.Value, b.Value, budget);
            case (CelList a, CelList b): return AreEqual(a, b, budget);
            case (CelMap a, CelMap b): return AreEqual(a, b, budget);
            default: return IsNumber(left) && IsNumber(right) && Numbers(left, right) == 0;
        }
    }

    private static bool AreEqual(CelList left, CelList right, CelBudget budget)
    {
        if (left.Items.Count != right.Items.Count) return false;
        for (var i = 0; i < left.Items.Count; i++)
        {
            if (i % 8 == 7) budget.Spend();
            if (!AreEqual(left.Items[i], right.Items[i], budget)) return false;
        }

        return true;
    }

    private static bool AreEqual(CelMap left, CelMap right, CelBudget budget)
    {
        if (left.Keys.Count != right.Keys.Count) return false;
        for (var i = 0; i < left.Keys.Count; i++)
        {
            if (i % 8 == 7) budget.Spend();
            var key = left.Keys[i];
            if (!left.TryGet(key, out var value) || !right.TryGet(key, out var other) || !AreEqual(value, other, budget)) return false;
        }

        return true;
    }

    private static void Add(Declarations table, string name, Func<int, bool> holds)
    {
        CelFunction run = (args, budget) => Compare(args[0], args[1], budget) is { } order ? CelBool.Of(holds(order)) : NoOrder;
        foreach (var type in (string[])["bool", "string", "bytes", "timestamp", "duration"]) table.Add(name, $"({type}, {type}) bool", run);
        foreach (var left in (string[])["int", "uint", "double"])
            foreach (var right in (string[])["int", "uint", "double"])
                table.Add(name, $"({left}, {right}) bool", run);
    }

    private static int? Compare(CelValue left, CelValue right, CelBudget budget)
    {
        switch (left, right)
        {
            case (CelString a, CelString b):
                budget.SpendText(Math.Min(a.Value.Length, b.Value.Length));
                return Utf8Order.Compare(a.Value, b.Value);
            case (CelBytes a, CelBytes b):
                budget.SpendText(Math.Min(a.Value.Length, b.Value.Length));
                return a.Value.AsSpan().SequenceCompareTo(b.Value);
            case (CelBool a, CelBool b): return a.Value.CompareTo(b.Value);
            case (CelTimestamp a, CelTimestamp b): return a.Nanoseconds.CompareTo(b.Nanoseconds);
            case (CelDuration a, CelDuration b): return a.Nanoseconds.CompareTo(b.Nanoseconds);
            default: return Numbers(left, right);
        }
    }

    private static bool IsNumber(CelValue value) => value.Kind is CelKind.Int or CelKind.UInt or CelKind.Double;

    // Null for NaN. A whole number beside a double counts as the nearest double, as in the reference.
    private static int? Numbers(CelValue left, CelValue right)
    {
        if (left is not CelDouble && right is not CelDouble) return Whole(left).CompareTo(Whole(right));
        var (a, b) = (Real(left), Real(right));
        if (double.IsNaN(a) || double.IsNaN(b)) return null;
        return a.CompareTo(b) is var order && a == b ? 0 : order;
    }

    private static Int128 Whole(CelValue value) => value is CelInt number ? number.Value : ((CelUInt)value).Value;

    private static double Real(CelValue value) => value is CelDouble real ? real.Value : (double)Whole(value);
}
