using System.Runtime.CompilerServices;
using System.Text;

namespace ImageAutomation.ImageUpdater.Commits.Templates;

/// <summary>Runs a parsed template by the rules of Go's <c>text/template</c>.</summary>
internal sealed class Evaluator
{
    private readonly string source;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<Node>> templates;
    private readonly IReadOnlyDictionary<string, GoFunction> functions;
    private readonly RenderBudget budget;
    private readonly StringBuilder output = new();
    private List<(string Name, GoValue Value)> variables = [];
    private string executing = SourcePlace.TemplateName;

    private Evaluator(
        string source,
        IReadOnlyDictionary<string, IReadOnlyList<Node>> templates,
        IReadOnlyDictionary<string, GoFunction> functions,
        RenderBudget budget)
    {
        this.source = source;
        this.templates = templates;
        this.functions = functions;
        this.budget = budget;
    }

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    /// <summary>Runs the main template.</summary>
    /// <returns>The text, as bytes.</returns>
    /// <exception cref="TemplateStop">The template failed.</exception>
    public static string Run(
        string source,
        IReadOnlyDictionary<string, IReadOnlyList<Node>> templates,
        IReadOnlyDictionary<string, GoFunction> functions,
        GoValue root,
        RenderBudget budget)
    {
        var evaluator = new Evaluator(source, templates, functions, budget);
        evaluator.RunTemplate(templates[SourcePlace.TemplateName], root);
        return evaluator.output.ToString();
    }

    private void RunTemplate(IReadOnlyList<Node> nodes, GoValue dot)
    {
        var outer = variables;
        variables = [("$", dot)];
        Walk(nodes, dot);
        variables = outer;
    }

    private Flow Walk(IReadOnlyList<Node> nodes, GoValue dot)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var node in nodes)
        {
            var flow = WalkNode(node, dot);
            if (flow != Flow.Next) return flow;
        }

        return Flow.Next;
    }

    private Flow WalkNode(Node node, GoValue dot)
    {
        Guard(node, () => budget.Spend());
        switch (node)
        {
            case TextNode text:
                Write(node, text.Text);
                return Flow.Next;
            case ActionNode action:
                var value = Pipeline(dot, action.Pipeline);
                if (action.Pipeline.Declares.Count == 0) Write(node, Guard(node, () => GoFormat.Print(budget, value)));
                return Flow.Next;
            case BreakNode:
                return Flow.Break;
            case ContinueNode:
                return Flow.Continue;
            case TemplateNode call:
                Call(dot, call);
                return Flow.Next;
            case BranchNode branch:
                var visible = variables.Count;
                var flow = branch.Kind == TokenKind.Range ? Range(dot, branch) : IfOrWith(dot, branch);
                variables.RemoveRange(visible, variables.Count - visible);
                return flow;
            default:
                throw Error(node, $"unknown node {node}");
        }
    }

    private Flow IfOrWith(GoValue dot, BranchNode branch)
    {
        var value = Pipeline(dot, branch.Pipeline);
        if (GoTruth.Of(value)) return Walk(branch.Body, branch.Kind == TokenKind.With ? value : dot);
        return branch.Else is { } otherwise ? Walk(otherwise, dot) : Flow.Next;
    }

    private Flow Range(GoValue dot, BranchNode branch)
    {
        var over = Pipeline(dot, branch.Pipeline);
        var ran = false;
        foreach (var (index, element) in Turns(branch, over))
        {
            ran = true;
            Guard(branch, () => budget.Spend());
            var visible = variables.Count;
            SetTurnVariables(branch.Pipeline, index, element);
            var flow = Walk(branch.Body, element);
            variables.RemoveRange(visible, variables.Count - visible);
            if (flow == Flow.Break) return Flow.Next;
        }

        return !ran && branch.Else is { } otherwise ? Walk(otherwise, dot) : Flow.Next;
    }

    private IEnumerable<(GoValue Index, GoValue Element)> Turns(BranchNode branch, GoValue over)
    {
        switch (over.Kind)
        {
            case null:
                return [];
            case GoKind.List:
                return over.Items.Select((item, i) => (GoValue.Int(i), item));
            case GoKind.Map:
                return (over.Map?.Entries.ToArray() ?? []).Select(e => (e.Key, e.Value));
            case GoKind.Integer or GoKind.Unsigned when branch.Pipeline.Declares.Count < 2:
                return Count(over);
            case GoKind.Integer or GoKind.Unsigned:
                throw Error(branch.Pipeline, $"can't use {Show(over)} to iterate over more than one variable");
            default:
                throw Error(branch.Pipeline, $"range can't iterate over {Show(over)}");
        }
    }

    private static IEnumerable<(GoValue Index, GoValue Element)> Count(GoValue end)
    {
        if (end.Kind == GoKind.Integer)
            for (var i = 0L; i < end.Integer; i++) yield return (default, new GoValue(end.Type, i));
        else
            for (var i = 0UL; i < end.Unsigned; i++) yield return (default, new GoValue(end.Type, i));
    }

    private void SetTurnVariables(PipelineNode pipeline, GoValue index, GoValue element)
    {
        var declares = pipeline.Declares;
        if (declares.Count == 0) return;
        if (pipeline.IsAssignment)
        {
            Assign(pipeline, declares[0], declares.Count > 1 ? index : element);
            if (declares.Count > 1) Assign(pipeline, declares[1], element);
            return;
        }

        // The pipeline has pushed them; each turn gives them new values.
        variables[^1] = (variables[^1].Name, element);
        if (declares.Count > 1) variables[^2] = (variables[^2].Name, index);
    }

    private void Call(GoValue dot, TemplateNode call)
    {
        if (!templates.TryGetValue(call.Name, out var nodes)) throw Error(call, $"template {GoQuote.Quote(call.Name)} not defined");
        Guard(call, budget.Enter);
        var argument = call.Pipeline is { } pipeline ? Pipeline(dot, pipeline) : default;
        var caller = executing;
        executing = call.Name;
        RunTemplate(nodes, argument);
        executing = caller;
        budget.Leave();
    }

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

    private GoValue Fields(GoValue dot, GoValue receiver, Node node, IReadOnlyList<string> names, IReadOnlyList<Node> arguments, GoValue? final)
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
        throw Error(node, problem, RemovedFields.Find(type, name));
    }

    private GoValue Function(GoValue dot, IdentifierNode identifier, Node node, IReadOnlyList<Node> arguments, GoValue? final) =>
        Invoke(dot, functions[identifier.Name], null, node, arguments, final);

    private GoValue Invoke(GoValue dot, GoFunction function, GoValue? receiver, Node node, IReadOnlyList<Node> arguments, GoValue? final)
    {
        var given = Math.Max(arguments.Count - 1, 0);
        var count = given + (final is null ? 0 : 1);
        var parameters = function.Parameters;
        var required = function.IsVariadic ? parameters.Count - 1 : parameters.Count;
        if (function.IsVariadic ? count < required : count != required)
            throw Error(node, $"wrong number of args for {function.Name}: want {(function.IsVariadic ? "at least " : "")}{required} got {count}");

        if (Builtins.ShortCircuits(function) is { } stopsAt) return AndOr(dot, stopsAt, arguments, final);

        var offset = receiver is null ? 0 : 1;
        var values = new GoValue[count + offset];
        if (receiver is { } self) values[0] = self;
        for (var i = 0; i < given; i++) values[i + offset] = Argument(dot, parameters[Math.Min(i, parameters.Count - 1)], arguments[i + 1]);
        if (final is { } last) values[^1] = Check(arguments.Count > 0 ? arguments[^1] : node, last, parameters[Math.Min(count - 1, parameters.Count - 1)]);

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

    private void Write(Node node, string text)
    {
        if (output.Length + (long)text.Length > budget.MaxTextBytes) throw Error(node, $"the message grows beyond {budget.MaxTextBytes} bytes");
        output.Append(text);
    }

    private void Guard(Node node, Action step)
    {
        try
        {
            step();
        }
        catch (FunctionError e)
        {
            throw Error(node, e.Message);
        }
    }

    private T Guard<T>(Node node, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (FunctionError e)
        {
            throw Error(node, e.Message);
        }
    }

    private string Show(GoValue value)
    {
        var text = GoFormat.Print(budget, value);
        return text.Length > 40 ? text[..40] + "..." : text;
    }

    private string SourceOf(Node node)
    {
        var text = source[node.Start..node.End];
        return text.Length > 40 ? text[..40] + "..." : text;
    }

    private TemplateStop Error(Node node, string message, string? removedField = null) => new(
        $"{SourcePlace.Of(source, node.Position)}: executing {GoQuote.Quote(executing)} at <{SourceOf(node)}>: {message}", removedField);
}
