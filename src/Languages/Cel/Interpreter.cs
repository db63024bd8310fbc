using System.Runtime.CompilerServices;
using ImageAutomation.Languages.Cel.Functions;
using ImageAutomation.Languages.Cel.Syntax;
using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel;

/// <summary>Runs a checked expression. Errors are values; only an empty budget is thrown.</summary>
/// <param name="variables">Values of the variables.</param>
/// <param name="budget">What may be spent.</param>
internal sealed class Interpreter(IReadOnlyDictionary<string, CelValue> variables, CelBudget budget)
{
    private readonly Dictionary<string, CelString> fields = new(StringComparer.Ordinal);

    /// <summary>A variable of a macro, and those around it.</summary>
    private sealed record Local(string Name, CelValue Value, Local? Outer);

    /// <summary>Runs an expression.</summary>
    /// <exception cref="CelException">The budget is spent.</exception>
    public CelValue Run(Node root) => Run(root, null);

    private CelValue Run(Node node, Local? locals)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        budget.Spend();
        return node switch
        {
            LiteralNode literal => literal.Value,
            IdentNode ident => Ident(ident, locals),
            SelectNode select => Select(select, locals),
            CallNode call => Call(call, locals),
            LogicNode logic => Logic(logic, locals),
            ConditionalNode conditional => Conditional(conditional, locals),
            ListNode list => List(list, locals),
            MapNode map => Map(map, locals),
            _ => Macro((MacroNode)node, locals),
        };
    }

    private CelValue Ident(IdentNode ident, Local? locals)
    {
        if (ident.Constant is not null) return ident.Constant;
        for (var local = ident.IsRooted ? null : locals; local is not null; local = local.Outer)
            if (local.Name == ident.Name) return local.Value;
        return variables.TryGetValue(ident.Name, out var value) ? value : new CelError($"no such attribute: {ident.Name}");
    }

    private CelValue Select(SelectNode select, Local? locals)
    {
        if (select.Constant is not null) return select.Constant;
        var operand = Run(select.Operand, locals);
        if (operand is CelError) return operand;
        if (!fields.TryGetValue(select.Field, out var key)) fields[select.Field] = key = new CelString(select.Field);
        return select.IsTest ? Containers.Has(operand, key) : Containers.Select(operand, key, select.IsOptional);
    }

    private CelValue Call(CallNode call, Local? locals)
    {
        if (call.Function is "or" or "orValue" && call.Target is not null) return Otherwise(call, locals);
        var arguments = new CelValue[call.Arguments.Count + (call.Target is null ? 0 : 1)];
        var at = 0;
        foreach (var input in call.Inputs)
        {
            var value = Run(input, locals);
            if (value is CelError) return value;
            arguments[at++] = value;
        }

        if (call.Function is "_[_]" or "_[?_]") return Containers.At(arguments[0], arguments[1], call.Function == "_[?_]");
        if (call.Pattern is { } pattern && arguments[0] is CelString text) return TextFunctions.Matches(text, pattern, budget);
        foreach (var overload in FunctionTable.Find(call.Function) ?? [])
            if (overload.Run is not null && overload.Fits(call.Target is not null, arguments)) return overload.Run(arguments, budget);
        return CelError.NoSuchOverload(call.Function, arguments);
    }

    private CelValue Otherwise(CallNode call, Local? locals)
    {
        var target = Run(call.Target!, locals);   // the caller looked
        if (target is CelError) return target;
        if (target is not CelOptional optional) return CelError.NoSuchOverload(call.Function, target);
        if (optional.Value is { } held) return call.Function == "or" ? optional : held;
        var other = Run(call.Arguments[0], locals);
        return call.Function == "or" && other is not (CelOptional or CelError) ? CelError.NoSuchOverload("or", target, other) : other;
    }

    // What decides, decides: an error beside it does not matter, whichever side it stands on.
    private CelValue Logic(LogicNode logic, Local? locals)
    {
        CelError? error = null;
        foreach (var operand in logic.Operands)
        {
            var value = Run(operand, locals);
            if (value is CelBool flag)
            {
                if (flag.Value != logic.IsAnd) return flag;
            }
            else
            {
                error ??= value as CelError ?? CelError.NoSuchOverload(logic.IsAnd ? "_&&_" : "_||_", value);
            }
        }

        return error ?? (CelValue)CelBool.Of(logic.IsAnd);
    }

    private CelValue Conditional(ConditionalNode conditional, Local? locals) => Run(conditional.Condition, locals) switch
    {
        CelBool flag => Run(flag.Value ? conditional.WhenTrue : conditional.WhenFalse, locals),
        CelError error => error,
        var other => CelError.NoSuchOverload("_?_:_", other),
    };

    private CelValue List(ListNode list, Local? locals)
    {
        var items = new List<CelValue>(list.Elements.Count);
        foreach (var element in list.Elements)
        {
            if (Element(element.Value, element.IsOptional, locals, out var error) is { } value) items.Add(value);
            else if (error is not null) return error;
        }

        return new CelList(items);
    }

    private CelValue Map(MapNode node, Local? locals)
    {
        var map = new CelMapBuilder(node.Entries.Count);
        foreach (var entry in node.Entries)
        {
            var key = Run(entry.Key, locals);
            if (key is CelError) return key;
            if (Element(entry.Value, entry.IsOptional, locals, out var error) is { } value) error = map.Add(key, value);
            if (error is not null) return error;
        }

        return map.ToMap();
    }

    // Null for an error, and for an optional element that is absent.
    private CelValue? Element(Node node, bool isOptional, Local? locals, out CelError? error)
    {
        var value = Run(node, locals);
        error = value as CelError;
        if (error is not null || !isOptional) return error is null ? value : null;
        if (value is CelOptional optional) return optional.Value;
        error = CelError.NoSuchOverload("optional element", value);
        return null;
    }

    private CelValue Macro(MacroNode macro, Local? locals)
    {
        var range = Run(macro.Range, locals);
        if (range is CelError) return range;
        if (macro.Kind is MacroKind.OptMap or MacroKind.OptFlatMap) return OptionalMacro(macro, range, locals);
        var items = range switch
        {
            CelList list => list.Items,
            CelMap map => map.Keys,
            _ => null,
        };
        if (items is null) return CelError.NoSuchOverload("a macro over", range);
        return macro.Kind switch
        {
            MacroKind.All => Decide(macro, items, locals, decisive: false),
            MacroKind.Exists => Decide(macro, items, locals, decisive: true),
            MacroKind.ExistsOne => Count(macro, items, locals),
            _ => Collect(macro, items, locals),
        };
    }

    private CelValue Decide(MacroNode macro, IReadOnlyList<CelValue> items, Local? locals, bool decisive)
    {
        CelError? error = null;
        foreach (var item in items)
        {
            var value = Condition(macro, new Local(macro.Variable, item, locals));
            if (value is CelBool flag && flag.Value == decisive) return flag;
            error ??= value as CelError;
        }

        return error ?? (CelValue)CelBool.Of(!decisive);
    }

    private CelValue Count(MacroNode macro, IReadOnlyList<CelValue> items, Local? locals)
    {
        var count = 0;
        foreach (var item in items)
        {
            var value = Condition(macro, new Local(macro.Variable, item, locals));
            if (value is CelError) return value;
            if (((CelBool)value).Value) count++;
        }

        return CelBool.Of(count == 1);
    }

    private CelValue Collect(MacroNode macro, IReadOnlyList<CelValue> items, Local? locals)
    {
        List<CelValue> made = [];
        foreach (var item in items)
        {
            var local = new Local(macro.Variable, item, locals);
            var isWanted = macro.Condition is null ? CelBool.True : Condition(macro, local);
            if (isWanted is CelError) return isWanted;
            if (!((CelBool)isWanted).Value) continue;
            var value = macro.Transform is null ? item : Run(macro.Transform, local);
            if (value is CelError) return value;
            made.Add(value);
        }

        return new CelList(made);
    }

    // A bool or an error.
    private CelValue Condition(MacroNode macro, Local local)
    {
        budget.Spend();
        var value = Run(macro.Condition!, local);   // only a map goes without one, and it does not come here then
        return value is CelBool or CelError ? value : CelError.NoSuchOverload("condition of a macro", value);
    }

    private CelValue OptionalMacro(MacroNode macro, CelValue range, Local? locals)
    {
        if (range is not CelOptional optional) return CelError.NoSuchOverload("hasValue", range);
        if (optional.Value is null) return optional;
        var value = Run(macro.Transform!, new Local(macro.Variable, optional.Value, locals));   // both have one
        if (value is CelError || (macro.Kind == MacroKind.OptFlatMap && value is CelOptional)) return value;
        return macro.Kind == MacroKind.OptMap ? CelOptional.Of(value) : CelError.NoSuchOverload("optFlatMap", value);
    }
}
