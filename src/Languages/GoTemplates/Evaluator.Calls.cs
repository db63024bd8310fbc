using System.Runtime.CompilerServices;

namespace ImageAutomation.Languages.GoTemplates;

/// <content>Calls of functions and methods, and what may be given to them.</content>
internal sealed partial class Evaluator
{
    private GoValue Function(GoValue dot, IdentifierNode identifier, Node node, IReadOnlyList<Node> arguments, GoValue? final) =>
        Invoke(dot, functions[identifier.Name], null, node, arguments, final);

    private GoValue Invoke(GoValue dot, GoFunction function, GoValue? receiver, Node node, IReadOnlyList<Node> arguments, GoValue? final)
    {
        var given = Math.Max(arguments.Count - 1, 0);
        var count = given + (final is null ? 0 : 1);
        var parameters = function.Parameters;
        var required = function.IsVariadic ? parameters.Count - 1 : parameters.Count;
        if (function.IsVariadic ? count < required : count != required)
            throw Error(
                node, $"wrong number of args for {function.Name}: want {(function.IsVariadic ? "at least " : "")}{required} got {count}");

        if (Builtins.ShortCircuits(function) is { } stopsAt) return AndOr(dot, stopsAt, arguments, final);

        var offset = receiver is null ? 0 : 1;
        var values = new GoValue[count + offset];
        if (receiver is { } self) values[0] = self;
        for (var i = 0; i < given; i++) values[i + offset] = Argument(dot, parameters[Math.Min(i, parameters.Count - 1)], arguments[i + 1]);
        if (final is { } last)
            values[^1] = Check(arguments.Count > 0 ? arguments[^1] : node, last, parameters[Math.Min(count - 1, parameters.Count - 1)]);

        try
        {
            return function.Body(budget, values);
        }
        catch (FunctionError e)
        {
            throw Error(node, $"error calling {function.Name}: {e.Message}");
        }
    }

    // "and" stops at the first false value, "or" at the first true one; what follows is not evaluated.
    private GoValue AndOr(GoValue dot, bool stopsAt, IReadOnlyList<Node> arguments, GoValue? final)
    {
        GoValue value = default;
        for (var i = 1; i < arguments.Count; i++)
        {
            value = Argument(dot, GoType.Reflected, arguments[i]);
            if (GoTruth.Of(value) == stopsAt) return value;
        }

        return final ?? value;
    }

    // No type: the argument is wanted as it is.
    private GoValue Argument(GoValue dot, GoType? type, Node node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case DotNode:
                return Check(node, dot, type);
            case NilNode:
                if (type is null) throw Error(node, "indirection through explicit nil");
                return type.CanBeNil ? type.Zero() : throw Error(node, $"cannot assign nil to {type}");
            case FieldNode field:
                return Check(node, Fields(dot, dot, field, field.Names, [], null), type);
            case VariableNode variable:
                var value = Variable(variable);
                return Check(node, variable.Fields.Count == 0 ? value : Fields(dot, value, variable, variable.Fields, [], null), type);
            case PipelineNode pipeline:
                return Check(node, Pipeline(dot, pipeline), type);
            case IdentifierNode identifier:
                return Check(node, Function(dot, identifier, node, [], null), type);
            case ChainNode chain:
                return Check(node, Fields(dot, Argument(dot, null, chain.Of), chain, chain.Fields, [], null), type);
            default:
                return Literal(node, type);
        }
    }

    private GoValue Literal(Node node, GoType? type)
    {
        var isAny = type is null || type == GoType.Any || type == GoType.Reflected;
        switch (node)
        {
            case BooleanNode boolean when isAny || type == GoType.Boolean:
                return GoValue.Of(boolean.Value);
            case StringNode text when isAny || type == GoType.Text:
                return GoValue.Of(text.Value);
            case NumberNode number when isAny:
                return Constant(number);
            case NumberNode { Value.Integer: { } integer } when type!.Kind == GoKind.Integer:   // not any, so there is a type
                return new GoValue(type, integer);
            case NumberNode { Value.Unsigned: { } unsigned } when type!.Kind == GoKind.Unsigned:
                return new GoValue(type, unsigned);
            case NumberNode { Value.Float: { } number } when type!.Kind == GoKind.Float:
                return GoValue.Of(number);
            case NumberNode when type!.Kind is GoKind.Integer or GoKind.Unsigned:
                throw Error(node, $"expected integer; found {SourceOf(node)}");
            default:
                throw Error(node, $"expected {type}; found {SourceOf(node)}");
        }
    }

    // Whether a value may be given to a parameter; nil becomes the parameter's own nil.
    private GoValue Check(Node node, GoValue value, GoType? type)
    {
        if (type is null || type == GoType.Reflected) return value;
        if (value.Type is not { } actual)
            return type.CanBeNil ? type.Zero() : throw Error(node, $"invalid value; expected {type}");
        if (type == GoType.Any || actual == type) return value;
        throw Error(node, $"wrong type for value; expected {type}; got {actual}");
    }
}
