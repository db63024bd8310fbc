using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using ImageAutomation.Languages.Cel.Functions;
using ImageAutomation.Languages.Cel.Syntax;
using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Checking;

/// <summary>Finds the type of each part of an expression, resolves names with dots, refuses what can never work.</summary>
internal sealed class Checker
{
    private static readonly FrozenDictionary<string, (CelType Type, CelTypeValue Value)> TypeNames = new Dictionary<string, CelType>
    {
        ["bool"] = CelType.Bool,
        ["bytes"] = CelType.Bytes,
        ["double"] = CelType.Double,
        ["int"] = CelType.Int,
        ["uint"] = CelType.UInt,
        ["string"] = CelType.String,
        ["null_type"] = CelType.Null,
        ["list"] = CelType.List(CelType.Dyn),
        ["map"] = CelType.Map(CelType.Dyn, CelType.Dyn),
        ["type"] = CelType.Type,
        ["optional_type"] = CelType.Optional(CelType.Dyn),
        ["google.protobuf.Timestamp"] = CelType.Timestamp,
        ["google.protobuf.Duration"] = CelType.Duration,
    }.ToFrozenDictionary(entry => entry.Key, entry => (CelType.TypeOf(entry.Value), new CelTypeValue(entry.Key)), StringComparer.Ordinal);

    private readonly IReadOnlyDictionary<string, CelType> variables;
    private readonly Substitution substitution = new();
    private readonly Dictionary<Node, CelType> types = [];
    private readonly List<(string Name, CelType Type)> locals = [];
    private int fresh;

    private Checker(IReadOnlyDictionary<string, CelType> variables) => this.variables = variables;

    /// <summary>Checks an expression.</summary>
    /// <param name="root">Its tree; names in it are resolved.</param>
    /// <param name="variables">Types of the variables.</param>
    /// <returns>Types of all its parts.</returns>
    /// <exception cref="CelException">A name is not declared, no overload fits, or a literal mixes types.</exception>
    public static IReadOnlyDictionary<Node, CelType> Check(Node root, IReadOnlyDictionary<string, CelType> variables)
    {
        var checker = new Checker(variables);
        checker.TypeOf(root);
        return checker.types.ToDictionary(entry => entry.Key, entry => checker.substitution.Apply(entry.Value, isFinal: true));
    }

    private CelType TypeOf(Node node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return types[node] = node switch
        {
            LiteralNode literal => LiteralType(literal.Value),
            IdentNode ident => Ident(ident),
            SelectNode select => Select(select),
            CallNode call => Call(call),
            LogicNode logic => Logic(logic),
            ConditionalNode conditional => Conditional(conditional),
            ListNode list => List(list),
            MapNode map => Map(map),
            _ => Macro((MacroNode)node),
        };
    }

    private static CelType LiteralType(CelValue value) => value.Kind switch
    {
        CelKind.Null => CelType.Null,
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.UInt => CelType.UInt,
        CelKind.Double => CelType.Double,
        CelKind.Bytes => CelType.Bytes,
        _ => CelType.String,
    };

    private CelType Ident(IdentNode ident)
    {
        if (!ident.IsRooted)
            for (var i = locals.Count - 1; i >= 0; i--)
                if (locals[i].Name == ident.Name) return locals[i].Type;
        if (variables.TryGetValue(ident.Name, out var type)) return type;
        if (!TypeNames.TryGetValue(ident.Name, out var known)) throw Undeclared(ident.Name, ident.Position);
        ident.Constant = known.Value;
        return known.Type;
    }

    private CelType Select(SelectNode select)
    {
        if (!select.IsTest && !select.IsOptional && QualifiedName(select) is { } name && TypeNames.TryGetValue(name, out var known))
        {
            select.Constant = known.Value;
            return known.Type;
        }

        var operand = substitution.Apply(TypeOf(select.Operand), isFinal: false);
        var isOptional = operand.Kind == CelKind.Optional;
        if (isOptional) operand = substitution.Apply(operand.Parameters[0], isFinal: false);
        CelType field;
        switch (operand.Kind)
        {
            case CelKind.Map:
                field = operand.Parameters[1];
                break;
            case CelKind.Parameter:
                substitution.Accepts(CelType.Dyn, operand);
                field = CelType.Dyn;
                break;
            case CelKind.Dyn or CelKind.Error:
                field = CelType.Dyn;
                break;
            default:
                throw new CelException($"type '{operand}' does not support field selection", select.Position);
        }

        if (select.IsTest) return CelType.Bool;
        return isOptional || select.IsOptional ? CelType.Optional(field) : field;
    }

    private CelType Call(CallNode call)
    {
        if (call.Target is not null && QualifiedName(call.Target) is { } prefix
            && FunctionTable.Find($"{prefix}.{call.Function}") is not null)
            (call.Function, call.Target) = ($"{prefix}.{call.Function}", null);

        List<CelType> given = call.Target is null ? [] : [TypeOf(call.Target)];
        if (FunctionTable.Find(call.Function) is not { } overloads) throw Undeclared(call.Function, call.Position);
        given.AddRange(call.Arguments.Select(TypeOf));
        CelType? result = null;
        foreach (var overload in overloads)
        {
            if (overload.IsMember != call.Target is not null) continue;
            var names = new Dictionary<string, CelType>(StringComparer.Ordinal);
            if (!substitution.Accepts(given, [.. overload.Parameters.Select(type => Instance(type, names))])) continue;
            var yielded = substitution.Apply(Instance(overload.Result, names), isFinal: false);
            if (result is null) result = yielded;
            else if (!result.IsDyn && !yielded.IsExactly(result)) result = CelType.Dyn;
        }

        return result ?? throw NoOverload(call, given);
    }

    private CelType Logic(LogicNode logic)
    {
        foreach (var operand in logic.Operands)
        {
            var type = TypeOf(operand);
            if (!substitution.Accepts(type, CelType.Bool))
                throw NoOverload(logic.IsAnd ? "_&&_" : "_||_", logic.Position, "(", [CelType.Bool, type]);
        }

        return CelType.Bool;
    }

    private CelType Conditional(ConditionalNode conditional)
    {
        CelType[] given = [TypeOf(conditional.Condition), TypeOf(conditional.WhenTrue), TypeOf(conditional.WhenFalse)];
        var result = NewParameter();
        if (!substitution.Accepts(given, [CelType.Bool, result, result])) throw NoOverload("_?_:_", conditional.Position, "(", given);
        return substitution.Apply(result, isFinal: false);
    }

    private CelType List(ListNode list)
    {
        CelType? joined = null;
        foreach (var element in list.Elements) joined = Join(joined, Present(element.Value, element.IsOptional));
        return CelType.List(joined ?? NewParameter());
    }

    private CelType Map(MapNode map)
    {
        CelType? keys = null;
        CelType? values = null;
        foreach (var entry in map.Entries)
        {
            keys = Join(keys, TypeOf(entry.Key));
            values = Join(values, Present(entry.Value, entry.IsOptional));
        }

        return CelType.Map(keys ?? NewParameter(), values ?? NewParameter());
    }

    // The type of an element; of an optional one, what it holds.
    private CelType Present(Node value, bool isOptional)
    {
        var type = TypeOf(value);
        if (!isOptional) return type;
        var held = NewParameter();
        if (!substitution.Accepts(type, CelType.Optional(held)))
            throw new CelException($"expected type 'optional_type(dyn)' but found '{Shown(type)}'", value.Position);
        return type.IsDyn ? CelType.Dyn : substitution.Apply(held, isFinal: false);
    }

    private CelType Join(CelType? previous, CelType current)
    {
        if (previous is null) return current;
        return substitution.Accepts(previous, current) ? Substitution.MostGeneral(previous, current) : CelType.Dyn;
    }

    private CelType Macro(MacroNode macro)
    {
        var range = substitution.Apply(TypeOf(macro.Range), isFinal: false);
        if (macro.Kind is MacroKind.OptMap or MacroKind.OptFlatMap) return OptionalMacro(macro, range);
        CelType element;
        switch (range.Kind)
        {
            case CelKind.List or CelKind.Map:
                element = range.Parameters[0];
                break;
            case CelKind.Dyn or CelKind.Error or CelKind.Parameter:
                substitution.Accepts(CelType.Dyn, range);
                element = CelType.Dyn;
                break;
            default:
                throw new CelException(
                    $"expression of type '{Shown(range)}' cannot be range of a comprehension (must be list, map, or dynamic)",
                    macro.Range.Position);
        }

        locals.Add((macro.Variable, element));
        if (macro.Condition is not null && TypeOf(macro.Condition) is var condition && !substitution.Accepts(condition, CelType.Bool))
            throw new CelException(
                $"found no matching overload: the condition is '{Shown(condition)}', not 'bool'", macro.Condition.Position);
        var result = macro.Kind switch
        {
            MacroKind.Filter => CelType.List(element),
            MacroKind.Map => CelType.List(TypeOf(macro.Transform!)),   // a map has one
            _ => CelType.Bool,
        };
        locals.RemoveAt(locals.Count - 1);
        return result;
    }

    private CelType OptionalMacro(MacroNode macro, CelType range)
    {
        var held = NewParameter();
        if (!substitution.Accepts(range, CelType.Optional(held))) throw NoOverload("hasValue", macro.Position, $"{Shown(range)}.(", []);
        locals.Add((macro.Variable, substitution.Apply(held, isFinal: false)));
        var made = TypeOf(macro.Transform!);   // both have one
        locals.RemoveAt(locals.Count - 1);
        if (macro.Kind == MacroKind.OptMap) return CelType.Optional(made);
        var inner = CelType.Optional(NewParameter());
        if (!substitution.Accepts(made, inner)) throw NoOverload("_?_:_", macro.Position, "(", [CelType.Bool, made, inner]);
        return made.IsDyn ? made : substitution.Apply(inner, isFinal: false);
    }

    // The name that a chain of selections spells, unless it begins at the variable of a macro.
    private string? QualifiedName(Node node) => node switch
    {
        IdentNode ident when ident.IsRooted || locals.TrueForAll(local => local.Name != ident.Name) => ident.Name,
        SelectNode { IsOptional: false, IsTest: false } select when QualifiedName(select.Operand) is { } prefix =>
            $"{prefix}.{select.Field}",
        _ => null,
    };

    private CelType NewParameter() => CelType.Fresh(fresh++);

    private CelType Instance(CelType type, Dictionary<string, CelType> names)
    {
        if (type.Kind != CelKind.Parameter)
            return type.Parameters.Count == 0 ? type : type.With([.. type.Parameters.Select(part => Instance(part, names))]);
        return names.TryGetValue(type.Name, out var known) ? known : names[type.Name] = NewParameter();
    }

    private string Shown(CelType type) => substitution.Apply(type, isFinal: true).ToString();

    private static CelException Undeclared(string name, int position) =>
        new($"undeclared reference to '{CelText.Cut(name)}' (in container '')", position);

    private CelException NoOverload(CallNode call, List<CelType> given) => call.Target is null
        ? NoOverload(call.Function, call.Position, "(", given)
        : NoOverload(call.Function, call.Position, $"{Shown(given[0])}.(", given[1..]);

    private CelException NoOverload(string function, int position, string start, IReadOnlyList<CelType> given)
    {
        var types = string.Join(", ", given.Select(Shown));
        return new CelException(CelText.Cut($"found no matching overload for '{function}' applied to '{start}{types})'", 400), position);
    }
}
