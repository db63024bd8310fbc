using System.Runtime.CompilerServices;
using ImageAutomation.Languages.Cel.Functions;
using ImageAutomation.Languages.Cel.Syntax;
using ImageAutomation.Languages.Cel.Values;
using ImageAutomation.Languages.Re2;

namespace ImageAutomation.Languages.Cel;

/// <summary>Does before the first run what needs no variable: compiles patterns, and tries conversions of literals.</summary>
/// <remarks>Source: cel-go's <c>OptOptimize</c>, by which <c>timestamp('x')</c> and <c>'a'.matches('(')</c> do not compile.</remarks>
internal static class Constants
{
    private static readonly Dictionary<string, CelValue> None = [];

    /// <exception cref="CelException">A pattern or a conversion is wrong.</exception>
    public static void Prepare(Node node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var part in Parts(node)) Prepare(part);
        if (node is not CallNode call) return;
        if (call.Function == "matches" && call.Inputs.Skip(1).FirstOrDefault() is LiteralNode { Value: CelString source })
        {
            if (!Re2Pattern.Parse(source.Value).TryGet(out var pattern, out var failure))
                throw new CelException(CelText.Cut(failure.Message), call.Position);
            call.Pattern = pattern;
        }

        if (Conversions.IsConversion(call.Function) && call is { Target: null, Arguments: [LiteralNode] }
            && new Interpreter(None, new CelBudget()).Run(call) is CelError error)
            throw new CelException(error.Message, call.Position);
    }

    private static IEnumerable<Node> Parts(Node node) => node switch
    {
        SelectNode select => [select.Operand],
        CallNode call => call.Inputs,
        LogicNode logic => logic.Operands,
        ConditionalNode conditional => [conditional.Condition, conditional.WhenTrue, conditional.WhenFalse],
        ListNode list => list.Elements.Select(element => element.Value),
        MapNode map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        MacroNode macro => new[] { macro.Range, macro.Condition, macro.Transform }.OfType<Node>(),
        _ => [],
    };
}
