using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Values that may be absent. <c>or</c> and <c>orValue</c> run in the interpreter, which leaves the second out when it
/// can.</summary>
internal static class OptionalFunctions
{
    private static readonly CelError Absent = new("optional.none() dereference");

    public static void Declare(Declarations table)
    {
        table.Add("optional.of", "(V) optional_type(V)", (args, _) => CelOptional.Of(args[0]));
        table.Add("optional.ofNonZeroValue", "(V) optional_type(V)", (args, _) =>
            IsZero(args[0]) ? CelOptional.None : CelOptional.Of(args[0]));
        table.Add("optional.none", "() optional_type(V)", (_, _) => CelOptional.None);
        table.Add("optional.unwrap", "(list(optional_type(V))) list(V)", Unwrap);
        table.Add("unwrapOpt", "list(optional_type(V)).() list(V)", Unwrap);
        table.Add("value", "optional_type(V).() V", (args, _) => ((CelOptional)args[0]).Value ?? Absent);
        table.Add("hasValue", "optional_type(V).() bool", (args, _) => CelBool.Of(((CelOptional)args[0]).Value is not null));
        table.Add("or", "optional_type(V).(optional_type(V)) optional_type(V)", null);
        table.Add("orValue", "optional_type(V).(V) V", null);
        table.Add("first", "list(V).() optional_type(V)", (args, _) => End((CelList)args[0], 0));
        table.Add("last", "list(V).() optional_type(V)", (args, _) => End((CelList)args[0], ^1));
    }

    private static CelOptional End(CelList list, Index index) =>
        list.Items.Count == 0 ? CelOptional.None : CelOptional.Of(list.Items[index.GetOffset(list.Items.Count)]);

    private static CelValue Unwrap(CelValue[] arguments, CelBudget budget)
    {
        var list = (CelList)arguments[0];
        budget.SpendElements(list.Items.Count);
        List<CelValue> values = [];
        foreach (var item in list.Items)
        {
            if (item is not CelOptional optional) return CelError.NoSuchOverload("optional.unwrap", item);
            if (optional.Value is { } value) values.Add(value);
        }

        return new CelList(values);
    }

    private static bool IsZero(CelValue value) => value switch
    {
        CelNull => true,
        CelBool flag => !flag.Value,
        CelInt number => number.Value == 0,
        CelUInt number => number.Value == 0,
        CelDouble number => number.Value == 0,
        CelString text => text.Value.Length == 0,
        CelBytes bytes => bytes.Value.Length == 0,
        CelList list => list.Items.Count == 0,
        CelMap map => map.Keys.Count == 0,
        CelOptional optional => optional.Value is null || IsZero(optional.Value),
        CelDuration duration => duration.Nanoseconds == 0,
        CelTimestamp timestamp => timestamp.Nanoseconds == CelTimestamp.Zero,
        _ => false,
    };
}
