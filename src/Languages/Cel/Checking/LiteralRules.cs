using System.Runtime.CompilerServices;
using ImageAutomation.Languages.Cel.Functions;
using ImageAutomation.Languages.Cel.Syntax;
using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Checking;

/// <summary>What the reference refuses beyond types: literals of lists and maps that mix types, and formats that do not fit their
/// list.</summary>
/// <param name="types">Types of all parts.</param>
/// <param name="allMayMix">Whether literals may mix types everywhere, as the language has it by itself.</param>
internal sealed class LiteralRules(IReadOnlyDictionary<Node, CelType> types, bool allMayMix)
{
    /// <exception cref="CelException">A literal is refused.</exception>
    /// <param name="node">The expression.</param>
    /// <param name="mayMix">Whether it stands in the list of a <c>format</c>, where types may differ.</param>
    public void Check(Node node, bool mayMix = false)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case ListNode list:
                if (!mayMix) CheckSame(list.Elements.Select(element => (element.Value, element.IsOptional)));
                foreach (var element in list.Elements) Check(element.Value, mayMix);
                break;
            case MapNode map:
                if (!mayMix) CheckSame(map.Entries.Select(entry => (entry.Key, false)));
                if (!mayMix) CheckSame(map.Entries.Select(entry => (entry.Value, entry.IsOptional)));
                foreach (var entry in map.Entries)
                {
                    Check(entry.Key, mayMix);
                    Check(entry.Value, mayMix);
                }

                break;
            case CallNode call:
                if (call is { Function: "format", Target: LiteralNode { Value: CelString format }, Arguments: [ListNode arguments] })
                    CheckFormat(format.Value, arguments, call.Position);
                foreach (var input in call.Inputs) Check(input, call.Function == "format");
                break;
            case SelectNode select:
                Check(select.Operand);
                break;
            case LogicNode logic:
                foreach (var operand in logic.Operands) Check(operand);
                break;
            case ConditionalNode conditional:
                Check(conditional.Condition);
                Check(conditional.WhenTrue);
                Check(conditional.WhenFalse);
                break;
            case MacroNode macro:
                Check(macro.Range);
                if (macro.Condition is not null) Check(macro.Condition);
                if (macro.Transform is not null) Check(macro.Transform);
                break;
            default:
                break;
        }
    }

    private void CheckSame(IEnumerable<(Node Value, bool IsOptional)> parts)
    {
        if (allMayMix) return;
        CelType? first = null;
        foreach (var (value, isOptional) in parts)
        {
            var type = types[value];
            if (isOptional && type.Kind == CelKind.Optional) type = type.Parameters[0];
            first ??= type;
            if (!first.IsEquivalentTo(type)) throw new CelException($"expected type '{first}' but found '{type}'", value.Position);
        }
    }

    private void CheckFormat(string format, ListNode arguments, int position)
    {
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%') continue;
            if (Formatting.ReadClause(format, ref i, out _) is not { } verb)
                throw new CelException("could not parse formatting clause", position);
            if (verb == '%') continue;
            if (next >= arguments.Elements.Count) throw new CelException($"index {next} out of range", position);
            var argument = arguments.Elements[next++].Value;
            if (!IsFor(verb, types[argument]))
                throw new CelException($"error during formatting: %{verb} is not for {types[argument]}", argument.Position);
        }

        if (next < arguments.Elements.Count)
            throw new CelException(
                $"too many arguments supplied to string.format (expected {next}, got {arguments.Elements.Count})", position);
    }

    private static bool IsFor(char verb, CelType type) => type.Kind switch
    {
        CelKind.Dyn or CelKind.Parameter => true,
        CelKind.Int or CelKind.UInt => true,
        CelKind.Double => verb is 's' or 'd' or 'f' or 'e',
        CelKind.Bool => verb is 's' or 'b',
        CelKind.String or CelKind.Bytes => verb is 's' or 'x' or 'X',
        CelKind.Optional => false,
        _ => verb == 's',
    };
}
