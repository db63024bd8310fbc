using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Size, membership and elements of lists and maps.</summary>
internal static class Containers
{
    public static void Declare(Declarations table)
    {
        foreach (var type in (string[])["string", "bytes", "list(A)", "map(A, B)"])
        {
            table.Add("size", $"({type}) int", Size);
            table.Add("size", $"{type}.() int", Size);
        }

        table.Add("@in", "(A, list(A)) bool", (args, budget) => CelBool.Of(Contains((CelList)args[1], args[0], budget)));
        table.Add("@in", "(A, map(A, B)) bool", (args, _) => CelBool.Of(((CelMap)args[1]).TryGet(args[0], out var _)));
        foreach (var name in (string[])["_[_]", "_[?_]"])
        {
            var (of, end) = name == "_[_]" ? ("", "") : ("optional_type(", ")");
            table.Add(name, $"(list(A), int) {of}A{end}", null);
            table.Add(name, $"(map(A, B), A) {of}B{end}", null);
            table.Add(name, "(optional_type(list(A)), int) optional_type(A)", null);
            table.Add(name, "(optional_type(map(A, B)), A) optional_type(B)", null);
        }
    }

    /// <summary>Whether a list has an element that equals a value.</summary>
    public static bool Contains(CelList list, CelValue value, CelBudget budget)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (i % 8 == 7) budget.Spend();
            if (Comparison.AreEqual(list.Items[i], value, budget)) return true;
        }

        return false;
    }

    /// <summary>An element by its index or key.</summary>
    /// <param name="container">A list, a map, or an optional one of either.</param>
    /// <param name="key">The index or key.</param>
    /// <param name="isOptional">Whether an absent element is an absent value instead of an error.</param>
    public static CelValue At(CelValue container, CelValue key, bool isOptional)
    {
        if (container is CelOptional optional)
            return optional.Value is null ? optional : At(optional.Value, key, isOptional: true);
        switch (container)
        {
            case CelMap map:
                if (map.TryGet(key, out var value)) return isOptional ? CelOptional.Of(value) : value;
                return isOptional ? CelOptional.None : new CelError($"no such key: {CelText.Short(key)}");
            case CelList list when CelMapKey.Of(key) is Int128 index:
                if (index >= 0 && index < list.Items.Count)
                    return isOptional ? CelOptional.Of(list.Items[(int)index]) : list.Items[(int)index];
                return isOptional ? CelOptional.None : new CelError($"index out of bounds: {index}");
            case CelList when key is CelDouble:
                return new CelError($"unsupported index value: {CelText.Short(key)}");
            default:
                return CelError.NoSuchOverload(isOptional ? "_[?_]" : "_[_]", container, key);
        }
    }

    /// <summary>A field of a map.</summary>
    /// <param name="operand">A map, or an optional one.</param>
    /// <param name="key">The name.</param>
    /// <param name="isOptional">Whether an absent field is an absent value instead of an error.</param>
    public static CelValue Select(CelValue operand, CelString key, bool isOptional) => operand switch
    {
        CelMap or CelOptional { Value: null or CelMap } => At(operand, key, isOptional),
        _ => CelError.NoSuchOverload($"select field '{key.Value}'", operand),
    };

    /// <summary>Whether a map has a field.</summary>
    public static CelValue Has(CelValue operand, CelString key) => operand switch
    {
        CelMap map => CelBool.Of(map.TryGet(key, out _)),
        CelOptional { Value: null } => CelBool.False,
        CelOptional { Value: CelMap map } => CelBool.Of(map.TryGet(key, out _)),
        _ => CelError.NoSuchOverload($"has field '{key.Value}'", operand),
    };

    private static CelInt Size(CelValue[] arguments, CelBudget budget)
    {
        switch (arguments[0])
        {
            case CelString text:
                budget.SpendText(text.Value.Length);
                return new CelInt(CelText.Length(text.Value));
            case CelBytes bytes: return new CelInt(bytes.Value.Length);
            case CelList list: return new CelInt(list.Items.Count);
            default: return new CelInt(((CelMap)arguments[0]).Keys.Count);
        }
    }
}
