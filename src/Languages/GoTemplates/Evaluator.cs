using System.Runtime.CompilerServices;
using System.Text;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Runs a parsed template by the rules of Go's <c>text/template</c>.</summary>
internal sealed partial class Evaluator
{
    private readonly TemplateSource source;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<Node>> templates;
    private readonly IReadOnlyDictionary<string, GoFunction> functions;
    private readonly RenderBudget budget;
    private readonly StringBuilder output = new();
    private List<(string Name, GoValue Value)> variables = [];
    private string executing;

    private Evaluator(
        TemplateSource source,
        IReadOnlyDictionary<string, IReadOnlyList<Node>> templates,
        IReadOnlyDictionary<string, GoFunction> functions,
        RenderBudget budget)
    {
        this.source = source;
        executing = source.Name;
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
    /// <exception cref="TemplateException">The template failed.</exception>
    public static string Run(
        TemplateSource source,
        IReadOnlyDictionary<string, IReadOnlyList<Node>> templates,
        IReadOnlyDictionary<string, GoFunction> functions,
        GoValue root,
        RenderBudget budget)
    {
        var evaluator = new Evaluator(source, templates, functions, budget);
        evaluator.RunTemplate(templates[source.Name], root);
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

    private void Write(Node node, string text)
    {
        if (output.Length + (long)text.Length > budget.MaxTextBytes)
            throw Error(node, $"the message grows beyond {budget.MaxTextBytes} bytes");
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
        var text = source.Text[node.Start..node.End];
        return text.Length > 40 ? text[..40] + "..." : text;
    }

    private TemplateException Error(Node node, string message, MissingField? missing = null) => new(
        $"{source.Place(node.Position)}: executing {GoQuote.Quote(executing)} at <{SourceOf(node)}>: {message}", missing);
}
