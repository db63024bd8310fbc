using System.Globalization;
using System.Security.Cryptography;
using ImageAutomation.Languages.GoText;
using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Arithmetic: 64-bit integers that wrap, decimals for the forms that end in <c>f</c>.</summary>
internal static class NumberFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        Fixed("atoi", (_, a) => GoValue.Int(GoNumbers.ParseInt(a[0].Text, 10) ?? 0), Text),
        Fixed("int", (_, a) => GoValue.Int(Loose.ToInt64(a[0])), Any),
        Fixed("int64", (_, a) => GoValue.Int64(Loose.ToInt64(a[0])), Any),
        Fixed("float64", (_, a) => GoValue.Of(Loose.ToFloat(a[0])), Any),
        Fixed("toDecimal", (b, a) => GoValue.Int64(GoNumbers.ParseInt(GoFormat.Sprintv(b, a[0]), 8) ?? 0), Any),
        Rest("add", (_, a) => Fold(0, a, (x, y) => unchecked(x + y)), Any),
        Fixed("add1", (_, a) => GoValue.Int64(unchecked(Loose.ToInt64(a[0]) + 1)), Any),
        Fixed("sub", (_, a) => GoValue.Int64(unchecked(Loose.ToInt64(a[0]) - Loose.ToInt64(a[1]))), Any, Any),
        Fixed("div", (_, a) => GoValue.Int64(Divide(a, (x, y) => x / y, long.MinValue)), Any, Any),
        Fixed("mod", (_, a) => GoValue.Int64(Divide(a, (x, y) => x % y, 0)), Any, Any),
        Rest("mul", (_, a) => Fold(1, a, (x, y) => unchecked(x * y)), Any, Any),
        Rest("max", (_, a) => Fold(Loose.ToInt64(a[0]), a, Math.Max), Any, Any),
        Rest("biggest", (_, a) => Fold(Loose.ToInt64(a[0]), a, Math.Max), Any, Any),
        Rest("min", (_, a) => Fold(Loose.ToInt64(a[0]), a, Math.Min), Any, Any),
        Rest("maxf", (_, a) => GoValue.Of(a.Select(Loose.ToFloat).Aggregate(Math.Max)), Any, Any),
        Rest("minf", (_, a) => GoValue.Of(a.Select(Loose.ToFloat).Aggregate(Math.Min)), Any, Any),
        Rest("addf", (_, a) => FoldDecimal(a.Prepend(GoValue.Int(0)), ExactDecimal.Add), Any),
        Fixed("add1f", (_, a) => FoldDecimal([a[0], GoValue.Int(1)], ExactDecimal.Add), Any),
        Rest("subf", (_, a) => FoldDecimal(a, ExactDecimal.Subtract), Any, Any),
        Rest("mulf", (_, a) => FoldDecimal(a, ExactDecimal.Multiply), Any, Any),
        Rest("divf", (_, a) => FoldDecimal(a, ExactDecimal.Divide), Any, Any),
        Fixed("ceil", (_, a) => GoValue.Of(Math.Ceiling(Loose.ToFloat(a[0]))), Any),
        Fixed("floor", (_, a) => GoValue.Of(Math.Floor(Loose.ToFloat(a[0]))), Any),
        Rest("round", (_, a) => GoValue.Of(Round(a)), Any, Int, Float64),
        Fixed("randInt", (_, a) => GoValue.Int(RandomInt(a[0].Integer, a[1].Integer)), Int, Int),
        Fixed("until", (b, a) => Steps(b, 0, a[0].Integer, a[0].Integer < 0 ? -1 : 1), Int),
        Fixed("untilStep", (b, a) => Steps(b, a[0].Integer, a[1].Integer, a[2].Integer), Int, Int, Int),
        Rest("seq", Sequence, Int),
    ];

    private static GoValue Fold(long start, GoValue[] values, Func<long, long, long> fold) =>
        GoValue.Int64(values.Aggregate(start, (sum, value) => fold(sum, Loose.ToInt64(value))));

    private static long Divide(GoValue[] a, Func<long, long, long> divide, long overflow)
    {
        var (x, y) = (Loose.ToInt64(a[0]), Loose.ToInt64(a[1]));
        if (y == 0) throw new FunctionError("runtime error: integer divide by zero");
        return x == long.MinValue && y == -1 ? overflow : divide(x, y);
    }

    private static GoValue FoldDecimal(IEnumerable<GoValue> values, Func<ExactDecimal, ExactDecimal, ExactDecimal> fold) =>
        GoValue.Of(values.Select(v => ExactDecimal.Of(Loose.ToFloat(v))).Aggregate(fold).ToDouble());

    private static double Round(GoValue[] a)
    {
        var roundOn = a.Length > 2 ? a[2].Float : 0.5;
        var power = Math.Pow(10, a[1].Integer);
        var shifted = power * Loose.ToFloat(a[0]);
        return (shifted - Math.Truncate(shifted) >= roundOn ? Math.Ceiling(shifted) : Math.Floor(shifted)) / power;
    }

    private static long RandomInt(long from, long to)
    {
        if (to <= from || unchecked(to - from) <= 0) throw new FunctionError("invalid argument to Intn");
        var random = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        return from + (long)(random % (ulong)(to - from));
    }

    private static GoValue Steps(RenderBudget budget, long start, long stop, long step)
    {
        if (stop < start ? step >= 0 : step <= 0) return new GoValue(IntList, Array.Empty<GoValue>());
        var distance = stop < start ? (UInt128)((Int128)start - stop) : (UInt128)((Int128)stop - start);
        var stride = (UInt128)Int128.Abs(step);
        var count = (distance + stride - 1) / stride;
        budget.Spend(count > int.MaxValue ? int.MaxValue : (long)count);
        var items = new GoValue[(int)count];
        for (var i = 0; i < items.Length; i++) items[i] = GoValue.Int(start + (i * step));
        return new GoValue(IntList, items);
    }

    private static GoValue Sequence(RenderBudget budget, GoValue[] a)
    {
        var numbers = a.Select(v => v.Integer).ToArray();
        var (start, end, step) = numbers switch
        {
            [var last] => (1L, last, last < 1 ? -1L : 1L),
            [var first, var last] => (first, last, last < first ? -1L : 1L),
            [var first, var stride, var last] => (first, last, stride),
            _ => (0L, 0L, 0L),
        };
        if (step == 0 && numbers.Length != 3) return GoValue.Of("");
        if (numbers.Length == 3 && end < start && step > 0) return GoValue.Of("");
        var items = Steps(budget, start, unchecked(end + (end < start ? -1 : 1)), step).Items;
        budget.SpendText(items.Length * 2L);
        return GoValue.Of(string.Join(' ', items.Select(i => i.Integer.ToString(CultureInfo.InvariantCulture))));
    }
}
