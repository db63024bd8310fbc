using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Functions on lists. Each makes a new list; the <c>must</c> forms are the same, for a panic ends a template too.</summary>
internal static class ListFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        Rest("list", (b, a) => Make(b, a), Any),
        Rest("tuple", (b, a) => Make(b, a), Any),
        .. WithMust(Fixed("append", (b, a) => Make(b, Items(a[0], "push").Append(a[1])), Any, Any)),
        .. WithMust(Fixed("push", (b, a) => Make(b, Items(a[0], "push").Append(a[1])), Any, Any)),
        .. WithMust(Fixed("prepend", (b, a) => Make(b, Items(a[0], "prepend").Prepend(a[1])), Any, Any)),
        .. WithMust(Fixed("first", (_, a) => Items(a[0], "first") is [var item, ..] ? item : GoValue.Nil, Any)),
        .. WithMust(Fixed("last", (_, a) => Items(a[0], "last") is [.., var item] ? item : GoValue.Nil, Any)),
        .. WithMust(Fixed("rest", (b, a) => NilOr(b, Items(a[0], "rest"), i => i.Skip(1)), Any)),
        .. WithMust(Fixed("initial", (b, a) => NilOr(b, Items(a[0], "initial"), i => i.SkipLast(1)), Any)),
        .. WithMust(Fixed("reverse", (b, a) => Make(b, Items(a[0], "reverse").Reverse()), Any)),
        .. WithMust(Fixed("compact", (b, a) => Make(b, Items(a[0], "compact").Where(GoTruth.Of)), Any)),
        .. WithMust(Fixed("uniq", (b, a) => Make(b, Unique(b, Items(a[0], "uniq"))), Any)),
        .. WithMust(Rest("without", (b, a) => Make(b, Items(a[0], "without").Where(i => !Contains(b, a.AsSpan(1), i))), Any, Any)),
        .. WithMust(Fixed("has", (b, a) => GoValue.Of(!a[1].IsNothing && Contains(b, Items(a[1], "has"), a[0])), Any, Any)),
        .. WithMust(Rest("slice", (b, a) => Slice(b, a), Any, Any)),
        .. WithMust(Fixed("chunk", (b, a) => Chunk(b, a[0].Integer, Items(a[1], "chunk")), Int, Any)),
        Rest("concat", (b, a) => Make(b, a.SelectMany(l => Items(l, "concat"))), Any),
    ];

    /// <summary>The function, and the same under its <c>must</c> name.</summary>
    public static IEnumerable<GoFunction> WithMust(GoFunction function) =>
        [function, function.As("must" + char.ToUpperInvariant(function.Name[0]) + function.Name[1..])];

    private static GoValue[] Items(GoValue value, string function) =>
        value.Kind == GoKind.List ? value.Items
        : throw new FunctionError($"Cannot find {function} on type {(value.IsNothing ? "invalid" : value.Type!.KindName)}");

    private static GoValue Make(RenderBudget budget, IEnumerable<GoValue> items)
    {
        var list = GoValue.List(items);
        budget.Spend(list.Items.Length);
        return list;
    }

    // Go returns nil here, which differs from an empty list in JSON.
    private static GoValue NilOr(RenderBudget budget, GoValue[] items, Func<GoValue[], IEnumerable<GoValue>> take) =>
        items.Length == 0 ? new GoValue(AnyList, null) : Make(budget, take(items));

    private static List<GoValue> Unique(RenderBudget budget, GoValue[] items)
    {
        var unique = new List<GoValue>();
        foreach (var item in items)
            if (!Contains(budget, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(unique), item)) unique.Add(item);
        return unique;
    }

    private static bool Contains(RenderBudget budget, ReadOnlySpan<GoValue> items, GoValue wanted)
    {
        foreach (var item in items)
            if (GoValue.DeepEqual(item, wanted, budget)) return true;
        return false;
    }

    private static GoValue Slice(RenderBudget budget, GoValue[] a)
    {
        if (a[0].Kind != GoKind.List)
            throw new FunctionError($"list should be type of slice or array but {(a[0].IsNothing ? "invalid" : a[0].Type!.KindName)}");
        var items = a[0].Items;
        if (items.Length == 0) return GoValue.Nil;
        var start = a.Length > 1 ? Loose.ToInt64(a[1]) : 0;
        var end = a.Length > 2 ? Loose.ToInt64(a[2]) : items.Length;
        if (start < 0 || end > items.Length || start > end) throw new FunctionError("reflect.Value.Slice: slice index out of bounds");
        budget.Spend(end - start);
        return a[0] with { Data = items[(int)start..(int)end] };
    }

    private static GoValue Chunk(RenderBudget budget, long size, GoValue[] items)
    {
        if (size <= 0) throw new FunctionError("chunk size must be positive");
        budget.Spend(items.Length);
        var chunks = items.Chunk((int)Math.Min(size, int.MaxValue)).Select(c => GoValue.List(c));
        return new GoValue(AnyListList, chunks.ToArray());
    }
}
