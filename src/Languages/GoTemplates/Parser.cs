using System.Runtime.CompilerServices;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Builds the tree of a template by the grammar of Go's <c>text/template</c>.</summary>
internal sealed partial class Parser
{
    private const int MaxDepth = 1_000;   // blocks and parentheses inside each other

    private readonly TemplateSource source;
    private readonly List<Token> tokens;
    private readonly IReadOnlyDictionary<string, GoFunction> functions;
    private readonly Dictionary<string, IReadOnlyList<Node>> templates = new(StringComparer.Ordinal);
    private List<string> variables = ["$"];
    private int rangeDepth;
    private int depth;
    private int next;

    private Parser(TemplateSource source, IReadOnlyDictionary<string, GoFunction> functions)
    {
        this.source = source;
        this.functions = functions;
        tokens = Lexer.Cut(source);
    }

    /// <summary>Parses a template text.</summary>
    /// <returns>The main template and all that it defines, by name.</returns>
    /// <exception cref="TemplateException">The text is no template.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<Node>> Parse(
        TemplateSource source, IReadOnlyDictionary<string, GoFunction> functions)
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

        Define(source.Name, nodes, tokens[^1]);
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
        Enter(at);
        var (outerVariables, outerDepth) = (variables, rangeDepth);
        (variables, rangeDepth) = (["$"], 0);
        var (nodes, end) = ParseList();
        if (end.Kind != TokenKind.End) throw Error(end, $"unexpected {{{{{end.Text}}}}} in {context}");
        CloseEnd();
        Define(name, nodes, at);
        (variables, rangeDepth) = (outerVariables, outerDepth);
        depth--;
    }

    private void Enter(Token at)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++depth > MaxDepth) throw Error(at, "nested too deeply");
    }

    // An empty template never replaces one with content, and content is defined once.
    private void Define(string name, IReadOnlyList<Node> nodes, Token at)
    {
        if (!templates.TryGetValue(name, out var known) || IsEmpty(known)) templates[name] = nodes;
        else if (!IsEmpty(nodes)) throw Error(at, $"template: multiple definition of template {GoQuote.Quote(name)}");
    }

    private static bool IsEmpty(IReadOnlyList<Node> nodes) =>
        nodes.All(n => n is TextNode text && text.Text.All(c => GoUnicode.IsSpace(c)));

    private (List<Node> Nodes, Token End) ParseList()
    {
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
        Enter(keyword);
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
        depth--;
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

    private TemplateException Unexpected(Token token, string context) => Error(
        token, token.Kind == TokenKind.EndOfText ? "unexpected EOF" : $"unexpected {GoQuote.Quote(token.Text)} in {context}");

    private TemplateException Error(Token at, string message) => new($"{source.Place(at.Position)}: {message}");
}
