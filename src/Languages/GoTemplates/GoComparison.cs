namespace ImageAutomation.Languages.GoTemplates;

/// <summary>The rules of <c>eq</c> and <c>lt</c>: numbers of different sign compare, other kinds do not mix.</summary>
internal static class GoComparison
{
    /// <summary>Whether the first value equals any of the others.</summary>
    public static bool EqualsAny(ReadOnlySpan<GoValue> values)
    {
        if (values.Length < 2) throw new FunctionError("missing argument for comparison");
        foreach (var other in values[1..])
            if (AreEqual(values[0], other)) return true;
        return false;
    }

    /// <summary>Whether the first value is below the second.</summary>
    public static bool Less(GoValue a, GoValue b)
    {
        if (Basic(a) is not { } kind || Basic(b) is not { } other) throw new FunctionError("invalid type for comparison");
        if (kind != other)
        {
            return (kind, other) switch
            {
                (GoKind.Integer, GoKind.Unsigned) => a.Integer < 0 || (ulong)a.Integer < b.Unsigned,
                (GoKind.Unsigned, GoKind.Integer) => b.Integer >= 0 && a.Unsigned < (ulong)b.Integer,
                _ => throw Mixed(a, b),
            };
        }

        return kind switch
        {
            GoKind.Integer => a.Integer < b.Integer,
            GoKind.Unsigned => a.Unsigned < b.Unsigned,
            GoKind.Float => a.Float < b.Float,
            GoKind.Text => string.CompareOrdinal(a.Text, b.Text) < 0,
            _ => throw new FunctionError("invalid type for comparison"),
        };
    }

    private static bool AreEqual(GoValue a, GoValue b)
    {
        var (kind, other) = (Basic(a), Basic(b));
        if (kind != other)
        {
            return (kind, other) switch
            {
                (GoKind.Integer, GoKind.Unsigned) => a.Integer >= 0 && (ulong)a.Integer == b.Unsigned,
                (GoKind.Unsigned, GoKind.Integer) => b.Integer >= 0 && (ulong)b.Integer == a.Unsigned,
                _ when a.IsNothing || b.IsNothing => false,
                _ => throw Mixed(a, b),
            };
        }

        if (kind is not null) return a.Kind == GoKind.Float ? a.Float == b.Float : a.Data!.Equals(b.Data);   // basic values have data
        if (a.IsNil || b.IsNil) return a.IsNil && b.IsNil;
        if (new[] { a.Type, b.Type }.FirstOrDefault(t => !IsComparable(t)) is { } type)
            throw new FunctionError($"non-comparable type {type}");
        return GoValue.DeepEqual(a, b);
    }

    private static bool IsComparable(GoType? type) =>
        type is null || (type.Kind is not (GoKind.List or GoKind.Map) && type.Fields.All(f => IsComparable(f.Type)));

    private static GoKind? Basic(GoValue value) => value.Kind is GoKind.Boolean or GoKind.Integer or GoKind.Unsigned or GoKind.Float
        or GoKind.Complex or GoKind.Text ? value.Kind : null;

    private static FunctionError Mixed(GoValue a, GoValue b) => new($"incompatible types for comparison: {a.TypeName} and {b.TypeName}");
}
