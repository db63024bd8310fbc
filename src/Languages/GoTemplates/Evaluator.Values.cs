using System.Runtime.CompilerServices;

namespace ImageAutomation.Languages.GoTemplates;

/// <content>Pipelines, commands, fields and variables.</content>
internal sealed partial class Evaluator
{
    private GoValue Pipeline(GoValue dot, PipelineNode pipeline)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        GoValue? final = null;
        foreach (var command in pipeline.Commands)
        {
            var value = Command(dot, command, final);
            final = value.IsNothing ? default : value;
        }

        var result = final ?? default;
        foreach (var name in pipeline.Declares)
        {
            if (pipeline.IsAssignment) Assign(pipeline, name, result);
            else variables.Add((name, result));
        }

        return result;
    }

    private GoValue Command(GoValue dot, CommandNode command, GoValue? final)
    {
        Guard(command, () => budget.Spend());
        var first = command.Arguments[0];
        switch (first)
        {
            case FieldNode field:
                return Fields(dot, dot, field, field.Names, command.Arguments, final);
            case ChainNode chain:
                return Fields(dot, Argument(dot, null, chain.Of), chain, chain.Fields, command.Arguments, final);
            case IdentifierNode identifier:
                return Function(dot, identifier, command, command.Arguments, final);
            case VariableNode variable when variable.Fields.Count > 0:
                return Fields(dot, Variable(variable), variable, variable.Fields, command.Arguments, final);
            default:
                if (command.Arguments.Count > 1 || final is not null)
                    throw Error(first, $"can't give argument to non-function {SourceOf(first)}");
                break;
        }

        return first switch
        {
            PipelineNode inner => Pipeline(dot, inner),
            VariableNode variable => Variable(variable),
            BooleanNode boolean => GoValue.Of(boolean.Value),
            DotNode => dot,
            NumberNode number => Constant(number),
            StringNode text => GoValue.Of(text.Value),
            NilNode => throw Error(first, "nil is not a command"),
            _ => throw Error(first, $"can't evaluate command {SourceOf(first)}"),
        };
    }

    private GoValue Fields(
        GoValue dot, GoValue receiver, Node node, IReadOnlyList<string> names, IReadOnlyList<Node> arguments, GoValue? final)
    {
        for (var i = 0; i < names.Count - 1; i++) receiver = Field(dot, receiver, names[i], node, [], null);
        return Field(dot, receiver, names[^1], node, arguments, final);
    }

    private GoValue Field(GoValue dot, GoValue receiver, string name, Node node, IReadOnlyList<Node> arguments, GoValue? final)
    {
        if (receiver.Type is not { } type) return default;
        if (receiver.IsNothing) throw Error(node, $"nil pointer evaluating {type}.{name}");
        if (type.Methods.TryGetValue(name, out var method)) return Invoke(dot, method, receiver, node, arguments, final);

        var hasArguments = arguments.Count > 1 || final is not null;
        if (type.Kind == GoKind.Struct && GoStruct.Find(receiver, name) is { } field)
        {
            if (hasArguments) throw Error(node, $"{name} has arguments but cannot be invoked as function");
            return field;
        }

        if (type.Kind == GoKind.Map && type.Key == GoType.Text)
        {
            if (hasArguments) throw Error(node, $"{name} is not a method but has arguments");
            return receiver.Map is { } map && map.TryGet(name, out var value) ? value : default;
        }

        var problem = $"can't evaluate field {name} in type {type}";
        throw Error(node, problem, new MissingField(type, name));
    }

    private GoValue Constant(NumberNode node)
    {
        var number = node.Value;
        if (number.Complex is { } complex) return new GoValue(GoType.Complex128, complex);
        if (number.Float is { } f && number.LooksFloat) return GoValue.Of(f);
        return number.Integer is { } integer ? GoValue.Int(integer) : throw Error(node, $"{number.Text} overflows int");
    }

    private GoValue Variable(VariableNode node)
    {
        for (var i = variables.Count - 1; i >= 0; i--)
            if (variables[i].Name == node.Name) return variables[i].Value;
        throw Error(node, $"undefined variable: {node.Name}");
    }

    private void Assign(Node node, string name, GoValue value)
    {
        for (var i = variables.Count - 1; i >= 0; i--)
        {
            if (variables[i].Name != name) continue;
            variables[i] = (name, value);
            return;
        }

        throw Error(node, $"undefined variable: {name}");
    }
}
