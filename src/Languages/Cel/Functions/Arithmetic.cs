using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Operators of numbers, and of texts, bytes and lists where a plus joins them. Nothing wraps around.</summary>
internal static class Arithmetic
{
    private static readonly CelError IntOverflow = new("integer overflow");
    private static readonly CelError UIntOverflow = new("unsigned integer overflow");

    public static void Declare(Declarations table)
    {
        Add(table, "_+_", (a, b) => a + b, (a, b) => a + b);
        Add(table, "_-_", (a, b) => a - b, (a, b) => a - b);
        Add(table, "_*_", (a, b) => a * b, (a, b) => a * b);
        Add(table, "_/_", (a, b) => a / b, (a, b) => a / b, "division by zero");
        Add(table, "_%_", (a, b) => a % b, null, "modulus by zero");
        table.Add("-_", "(int) int", (args, _) => Int(-(Int128)((CelInt)args[0]).Value));
        table.Add("-_", "(double) double", (args, _) => new CelDouble(-((CelDouble)args[0]).Value));
        table.Add("_+_", "(string, string) string", (args, budget) => Join(((CelString)args[0]).Value, ((CelString)args[1]).Value, budget));
        table.Add("_+_", "(bytes, bytes) bytes", (args, budget) => Join(((CelBytes)args[0]).Value, ((CelBytes)args[1]).Value, budget));
        table.Add("_+_", "(list(A), list(A)) list(A)", (args, budget) => Join((CelList)args[0], (CelList)args[1], budget));
    }

    private static void Add(
        Declarations table, string name, Func<Int128, Int128, Int128> whole, Func<double, double, double>? real, string? byZero = null)
    {
        var zero = new CelError(byZero ?? "");
        table.Add(name, "(int, int) int", (args, _) =>
            byZero is not null && ((CelInt)args[1]).Value == 0 ? zero : Int(whole(((CelInt)args[0]).Value, ((CelInt)args[1]).Value)));
        table.Add(name, "(uint, uint) uint", (args, _) =>
            byZero is not null && ((CelUInt)args[1]).Value == 0 ? zero : UInt(whole(((CelUInt)args[0]).Value, ((CelUInt)args[1]).Value)));
        if (real is null) return;
        table.Add(name, "(double, double) double", (args, _) =>
            new CelDouble(real(((CelDouble)args[0]).Value, ((CelDouble)args[1]).Value)));
    }

    private static CelValue Int(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? new CelInt((long)value) : IntOverflow;

    private static CelValue UInt(Int128 value) => value >= 0 && value <= ulong.MaxValue ? new CelUInt((ulong)value) : UIntOverflow;

    private static CelString Join(string left, string right, CelBudget budget)
    {
        budget.SpendText((long)left.Length + right.Length);
        return new CelString(left + right);
    }

    private static CelBytes Join(byte[] left, byte[] right, CelBudget budget)
    {
        budget.SpendText((long)left.Length + right.Length);
        return new CelBytes([.. left, .. right]);
    }

    private static CelList Join(CelList left, CelList right, CelBudget budget)
    {
        budget.SpendElements((long)left.Items.Count + right.Items.Count);
        return new CelList([.. left.Items, .. right.Items]);
    }
}
