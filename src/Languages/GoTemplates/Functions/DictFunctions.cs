using System.Runtime.CompilerServices;
using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Functions on dicts: maps made by <c>dict</c> or <c>fromJson</c>. Where Go's order is random, ours is by key.</summary>
internal static class DictFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        Rest("dict", Dict, Any),
        Fixed("get", (_, a) => a[0].Map is { } map && map.TryGet(a[1].Text, out var value) ? value : GoValue.Of(""), AnyMap, Text),
        Fixed("hasKey", (_, a) => GoValue.Of(a[0].Map is { } map && map.TryGet(a[1].Text, out GoValue _)), AnyMap, Text),
        Fixed("set", (b, a) => Set(b, a[0], a[1].Text, a[2]), AnyMap, Text, Any),
        Fixed("unset", (_, a) => Unset(a[0], a[1].Text), AnyMap, Text),
        Rest("keys", (_, a) => GoValue.Texts(a.SelectMany(d => Entries(d)).Select(e => e.Key.Text)), AnyMap),
        Fixed("values", (_, a) => GoValue.List(Entries(a[0]).Select(e => e.Value)), AnyMap),
        Rest("pluck",
            (_, a) =>
                GoValue.List(
                    a.Skip(1)
                        .SelectMany(d => d.Map is { } map && map.TryGet(a[0].Text, out var value) ? [value] : Array.Empty<GoValue>())),
            Text, AnyMap),
        Rest("pick", (_, a) => Where(a[0], key => a.Skip(1).Any(k => k.Text == key)), AnyMap, Text),
        Rest("omit", (_, a) => Where(a[0], key => a.Skip(1).All(k => k.Text != key)), AnyMap, Text),
        Rest("dig", (_, a) => Dig(a), Any),
        .. ListFunctions.WithMust(Rest("merge", (b, a) => MergeAll(b, a, overwrite: false), AnyMap, AnyMap)),
        .. ListFunctions.WithMust(Rest("mergeOverwrite", (b, a) => MergeAll(b, a, overwrite: true), AnyMap, AnyMap)),
        .. ListFunctions.WithMust(
            Fixed("deepCopy", (b, a) => a[0].IsNothing ? throw new FunctionError("reflect: call of reflect.Value.Type on zero Value")
                : Copy(b, a[0]), Any)),
    ];

    private static IEnumerable<KeyValuePair<GoValue, GoValue>> Entries(GoValue dict) => dict.Map?.Entries ?? [];

    private static GoValue Dict(RenderBudget budget, GoValue[] a)
    {
        var map = new GoMap();
        for (var i = 0; i < a.Length; i += 2)
        {
            var value = i + 1 < a.Length ? a[i + 1] : GoValue.Of("");
            map.Set(StringFunctions.TextOf(budget, a[i]), value.IsValid ? value : GoValue.Nil);
        }

        return GoValue.Dict(map);
    }

    private static GoValue Set(RenderBudget budget, GoValue dict, string key, GoValue value)
    {
        if (dict.Map is not { } map) throw new FunctionError("assignment to entry in nil map");
        budget.SpendText(key.Length);
        map.Set(key, value.IsValid ? value : GoValue.Nil);
        return dict;
    }

    private static GoValue Unset(GoValue dict, string key)
    {
        dict.Map?.Remove(key);
        return dict;
    }

    private static GoValue Where(GoValue dict, Func<string, bool> keep)
    {
        var map = new GoMap();
        foreach (var (key, value) in Entries(dict))
            if (keep(key.Text)) map.Set(key, value);
        return GoValue.Dict(map);
    }

    private static GoValue Dig(GoValue[] a)
    {
        if (a.Length < 3) throw new FunctionError("dig needs at least three arguments");
        var current = a[^1];
        foreach (var key in a[..^2])
        {
            if (current.Type != AnyMap)
                throw new FunctionError($"interface conversion: interface {{}} is {current.TypeName}, not map[string]interface {{}}");
            if (key.Kind != GoKind.Text) throw new FunctionError($"interface conversion: interface {{}} is {key.TypeName}, not string");
            if (current.Map is not { } map || !map.TryGet(key.Text, out current)) return a[^2];
        }

        return current;
    }

    private static GoValue MergeAll(RenderBudget budget, GoValue[] a, bool overwrite)
    {
        if (a[0].Map is not { } target)
            return a.Length == 1 ? a[0] : throw new FunctionError("assignment to entry in nil map");
        foreach (var source in a.AsSpan(1)) Merge(budget, target, source, overwrite);
        return a[0];
    }

    // What the target lacks or holds empty is filled; nested dicts are merged; overwriting takes every value that is not empty.
    private static void Merge(RenderBudget budget, GoMap target, GoValue source, bool overwrite)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var (key, value) in Entries(source).ToArray())
        {
            budget.Spend();
            var known = target.TryGet(key, out var own);
            if (known && own.Type == AnyMap && value.Type == AnyMap && own.Map is { Count: > 0 } inner)
            {
                if (!ReferenceEquals(inner, value.Map)) Merge(budget, inner, value, overwrite);
            }
            else if (!known || GoTruth.IsEmpty(own) || (overwrite && GoTruth.Of(value)))
            {
                target.Set(key, value);
            }
        }
    }

    private static GoValue Copy(RenderBudget budget, GoValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        budget.Spend();
        if (value.Kind == GoKind.List && value.Data is GoValue[] items) return value with
        {
            Data = items.Select(i => Copy(budget, i)).ToArray(),
        };
        if (value.Map is not { } map) return value;
        var copy = new GoMap();
        foreach (var (key, entry) in map.Entries) copy.Set(key, Copy(budget, entry));
        return value with { Data = copy };
    }
}
