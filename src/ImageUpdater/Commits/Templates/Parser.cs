using System.Runtime.CompilerServices;

namespace ImageAutomation.ImageUpdater.Commits.Templates;

/// <summary>Builds the tree of a template by the grammar of Go's <c>text/template</c>.</summary>
internal sealed class Parser
{
    private readonly string source;
    private readonly List<Token> tokens;
    private readonly IReadOnlyDictionary<string, GoFunction> functions;
    private readonly Dictionary<string, IReadOnlyList<Node>> templates = new(StringComparer.Ordinal);
    private List<string> variables = ["$"];
    private int rangeDepth;
    private int next;

    private Parser(string source, IReadOnlyDictionary<string, GoFunction> functions)
    {
        this.source = source;
        this.functions = functions;
        tokens = Lexer.Cut(source);
    }

    /// <summary>Parses a template text.</summary>
    /// <returns>The main template and all that it defines, by name.</returns>
    /// <exception cref="TemplateStop">The text is no template.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<Node>> Parse(string source, IReadOnlyDictionary<string, GoFunction> functions)
    {
        var parser = new Parser(source, functions);
        parser.ParseMain();
        return parser.templates;
    }

    private void ParseMain()
    {
        var nodes = new List<Node>();
        while (Peek().Kind != TokenKind.EndOfText)
        {
            if (Peek().Kind == TokenKind.LeftDelimiter)
            {
                var start = next++;
                if (NextNonSpace().Kind == TokenKind.Define)
                {
                    ParseDefinition();
                    continue;
                }

                next = start;
            }

            var (node, end) = ParseTextOrAction();
            if (node is null) throw Error(end, $"unexpected {{{{{end.Text}}}}}");
            nodes.Add(node);
        }

        Define(SourcePlace.TemplateName, nodes, tokens[^1]);
    }

    private void ParseDefinition()
    {
        var (name, at) = ParseName("define clause");
        Expect(TokenKind.RightDelimiter, "define clause");
        ParseSeparately(name, at, "define clause");
    }

    // A defined template sees no variable and no loop of what surrounds it.
    private void ParseSeparately(string name, Token at, string context)
    {
        var (outerVariables, outerDepth) = (variables, rangeDepth);
        (variables, rangeDepth) = (["$"], 0);
        var (nodes, end) = ParseList();
        if (end.Kind != TokenKind.End) throw Error(end, $"unexpected {{{{{end.Text}}}}} in {context}");
        CloseEnd();
        Define(name, nodes, at);
        (variables, rangeDepth) = (outerVariables, outerDepth);
    }

    // An empty template never replaces one with content, and content is defined once.
    private void Define(string name, IReadOnlyList<Node> nodes, Token at)
    {
        if (!templates.TryGetValue(name, out var known) || IsEmpty(known)) templates[name] = nodes;
        else if (!IsEmpty(nodes)) throw Error(at, $"template: multiple definition of template {GoQuote.Quote(name)}");
    }

    private static bool IsEmpty(IReadOnlyList<Node> nodes) => nodes.All(n => n is TextNode text && text.Text.All(c => GoUnicode.IsSpace(c)));

    private (List<Node> Nodes, Token End) ParseList()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var nodes = new List<Node>();
        while (Peek().Kind != TokenKind.EndOfText)
        {
            var (node, end) = ParseTextOrAction();
            if (node is null) return (nodes, end);
            nodes.Add(node);
        }

        throw Error(Peek(), "unexpected EOF");
    }

    // No node: an "end" or "else" that the caller has to close.
    private (Node? Node, Token End) ParseTextOrAction()
    {
        var token = NextNonSpace();
        if (token.Kind == TokenKind.Text) return (new TextNode(token.Text, token.Position), default);
        if (token.Kind != TokenKind.LeftDelimiter) throw Unexpected(token, "input");

        token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.End or TokenKind.Else:
                return (null, token);
            case TokenKind.If or TokenKind.With or TokenKind.Range:
                return (ParseBranch(token), default);
            case TokenKind.Break or TokenKind.Continue:
                Expect(TokenKind.RightDelimiter, $"{{{{{token.Text}}}}}");
                if (rangeDepth == 0) throw Error(token, $"{{{{{token.Text}}}}} outside {{{{range}}}}");
                return (token.Kind == TokenKind.Break ? new BreakNode(token.Position) : new ContinueNode(token.Position), default);
            case TokenKind.Template:
                return (ParseTemplateCall(token), default);
            case TokenKind.Block:
                return (ParseBlock(token), default);
            default:
                next--;
                return (new ActionNode(ParsePipeline("command", TokenKind.RightDelimiter)), default);
        }
    }

    private BranchNode ParseBranch(Token keyword)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var visible = variables.Count;
        var isRange = keyword.Kind == TokenKind.Range;
        var pipeline = ParsePipeline(keyword.Text, TokenKind.RightDelimiter);
        if (isRange) rangeDepth++;
        var (body, end) = ParseList();
        if (isRange) rangeDepth--;

        IReadOnlyList<Node>? otherwise = null;
        if (end.Kind == TokenKind.End) CloseEnd();
        else otherwise = ParseElse(keyword);
        variables.RemoveRange(visible, variables.Count - visible);
        return new BranchNode(keyword.Kind, pipeline, body, otherwise);
    }

    private List<Node> ParseElse(Token keyword)
    {
        var token = PeekNonSpace();
        if (token.Kind == keyword.Kind && keyword.Kind is TokenKind.If or TokenKind.With)
        {
            next++;
            return [ParseBranch(token)];   // one "end" closes both
        }

        Expect(TokenKind.RightDelimiter, "else");
        var (nodes, end) = ParseList();
        if (end.Kind != TokenKind.End) throw Error(end, "expected end; found {{else}}");
        CloseEnd();
        return nodes;
    }

    private TemplateNode ParseTemplateCall(Token keyword)
    {
        var (name, at) = ParseName("template clause");
        PipelineNode? pipeline = null;
        if (PeekNonSpace().Kind == TokenKind.RightDelimiter) next++;
        else pipeline = ParsePipeline("template clause", TokenKind.RightDelimiter);
        return new TemplateNode(name, pipeline, at.Position, keyword.Position, tokens[next - 1].Position);
    }

    private TemplateNode ParseBlock(Token keyword)
    {
        var (name, at) = ParseName("block clause");
        var pipeline = ParsePipeline("block clause", TokenKind.RightDelimiter);
        ParseSeparately(name, at, "block clause");
        return new TemplateNode(name, pipeline, at.Position, keyword.Position, pipeline.End);
    }

    private (string Name, Token At) ParseName(string context)
    {
        var token = NextNonSpace();
        if (token.Kind is not (TokenKind.QuotedString or TokenKind.RawString)) throw Unexpected(token, context);
        return (GoQuote.Unquote(token.Text) ?? throw Error(token, "invalid syntax"), token);
    }

    private void CloseEnd() => Expect(TokenKind.RightDelimiter, "end");

    private PipelineNode ParsePipeline(string context, TokenKind end)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var first = PeekNonSpace();
        var declares = new List<string>();
        var isAssignment = ParseDeclarations(context, declares);
        var commands = new List<CommandNode>();
        while (true)
        {
            var token = NextNonSpace();
            if (token.Kind == end)
            {
                if (commands.Count == 0) throw Error(token, $"missing value for {context}");
                for (var i = 1; i < commands.Count; i++)
                {
                    if (commands[i].Arguments[0] is BooleanNode or DotNode or NilNode or NumberNode or StringNode)
                        throw Error(token, $"non executable command in pipeline stage {i + 1}");
                }

                return new PipelineNode(declares, isAssignment, commands, commands[0].Position, first.Position, commands[^1].End);
            }

            if (token.Kind is not (TokenKind.Boolean or TokenKind.CharConstant or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier
                or TokenKind.Number or TokenKind.Nil or TokenKind.RawString or TokenKind.QuotedString or TokenKind.Variable or TokenKind.LeftParenthesis))
                throw Unexpected(token, context);
            next--;
            commands.Add(ParseCommand());
        }
    }

    // Reads "$x :=", "$x =" and, in a range, "$i, $x :=".
    private bool ParseDeclarations(string context, List<string> declares)
    {
        while (PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            var start = next++;
            var after = PeekNonSpace();
            if (after.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                next++;
                declares.Add(variable.Text);
                variables.Add(variable.Text);
                return after.Kind == TokenKind.Assign;
            }

            if (after is not { Kind: TokenKind.Character, Text: "," })
            {
                next = start;
                return false;
            }

            next++;
            declares.Add(variable.Text);
            variables.Add(variable.Text);
            if (context != "range" || declares.Count >= 2) throw Error(after, $"too many declarations in {context}");
            if (PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParenthesis))
                throw Error(after, "range can only initialize variables");
        }

        return false;
    }

    private CommandNode ParseCommand()
    {
        var arguments = new List<Node>();
        while (true)
        {
            PeekNonSpace();
            if (ParseOperand() is { } operand) arguments.Add(operand);
            var token = tokens[next++];
            if (token.Kind == TokenKind.Space) continue;
            if (token.Kind is TokenKind.RightDelimiter or TokenKind.RightParenthesis) next--;
            else if (token.Kind != TokenKind.Pipe) throw Unexpected(token, "operand");
            if (arguments.Count == 0) throw Error(token, "empty command");
            return new CommandNode(arguments, arguments[0].Position, arguments[0].Start, arguments[^1].End);
        }
    }

    private Node? ParseOperand()
    {
        var node = ParseTerm();
        if (node is null || Peek().Kind != TokenKind.Field) return node;
        var at = Peek().Position;
        var fields = new List<string>();
        while (Peek().Kind == TokenKind.Field) fields.Add(tokens[next++].Text[1..]);
        var last = tokens[next - 1];
        return node switch
        {
            FieldNode field => new FieldNode([.. field.Names, .. fields], at, field.Start, last.End),
            VariableNode variable => new VariableNode(variable.Name, fields, at, variable.Start, last.End),
            IdentifierNode or ChainNode or PipelineNode => new ChainNode(node, fields, at, node.Start, last.End),
            _ => throw Error(last, $"unexpected . after term {GoQuote.Quote(source[node.Start..node.End])}"),
        };
    }

    private Node? ParseTerm()
    {
        var token = NextNonSpace();
        var (position, end) = (token.Position, token.End);
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                if (!functions.ContainsKey(token.Text)) throw Error(token, $"function {GoQuote.Quote(token.Text)} not defined");
                return new IdentifierNode(token.Text, position, position, end);
            case TokenKind.Dot:
                return new DotNode(position, position, end);
            case TokenKind.Nil:
                return new NilNode(position, position, end);
            case TokenKind.Variable:
                if (!variables.Contains(token.Text)) throw Error(token, $"undefined variable {GoQuote.Quote(token.Text)}");
                return new VariableNode(token.Text, [], position, position, end);
            case TokenKind.Field:
                return new FieldNode([token.Text[1..]], position, position, end);
            case TokenKind.Boolean:
                return new BooleanNode(token.Text == "true", position, position, end);
            case TokenKind.Number or TokenKind.CharConstant:
                var (number, problem) = NumberLiteral.Parse(token.Text);
                return new NumberNode(number ?? throw Error(token, problem ?? "bad number"), position, position, end);
            case TokenKind.QuotedString or TokenKind.RawString:
                return new StringNode(GoQuote.Unquote(token.Text) ?? throw Error(token, "invalid syntax"), position, position, end);
            case TokenKind.LeftParenthesis:
                return ParsePipeline("parenthesized pipeline", TokenKind.RightParenthesis);
            default:
                next--;
                return null;
        }
    }

    private Token Peek() => tokens[next];

    private Token PeekNonSpace()
    {
        while (tokens[next].Kind == TokenKind.Space) next++;
        return tokens[next];
    }

    private Token NextNonSpace()
    {
        var token = PeekNonSpace();
        if (token.Kind != TokenKind.EndOfText) next++;
        return token;
    }

    private void Expect(TokenKind kind, string context)
    {
        var token = NextNonSpace();
        if (token.Kind != kind) throw Unexpected(token, context);
    }

    private TemplateStop Unexpected(Token token, string context) => Error(
        token, token.Kind == TokenKind.EndOfText ? "unexpected EOF" : $"unexpected {GoQuote.Quote(token.Text)} in {context}");

    private TemplateStop Error(Token at, string message) => new($"{SourcePlace.Of(source, at.Position)}: {message}");
}
