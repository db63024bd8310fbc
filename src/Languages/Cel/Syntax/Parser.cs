using System.Collections.Frozen;
using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Syntax;

/// <summary>Builds the tree of an expression by the grammar of the language definition; macros are recognised here.</summary>
internal sealed class Parser
{
    /// <summary>Brackets, calls and signs inside each other.</summary>
    public const int MaxNesting = 32;

    /// <summary>Nodes below each other; chains such as <c>a.b.c</c> and <c>1 + 2 + 3</c> count here.</summary>
    public const int MaxDepth = 250;

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while");

    private static readonly FrozenDictionary<string, string> Relations = new Dictionary<string, string>
    {
        ["<"] = "_<_",
        ["<="] = "_<=_",
        [">"] = "_>_",
        [">="] = "_>=_",
        ["=="] = "_==_",
        ["!="] = "_!=_",
        ["in"] = "@in",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly List<Token> tokens;
    private int next;
    private int nesting;
    private int elseBranches;

    private Parser(List<Token> tokens) => this.tokens = tokens;

    private Token Current => tokens[next];

    /// <exception cref="CelException">The text is no expression.</exception>
    public static Node Parse(string text)
    {
        var parser = new Parser(Lexer.Cut(text));
        var node = parser.ParseExpression();
        return parser.Current.Kind == TokenKind.End ? node : throw parser.Unexpected("<EOF>");
    }

    private Node ParseExpression()
    {
        var condition = ParseLogic(isAnd: false);
        var at = Current.Position;
        if (!Take("?")) return condition;
        var whenTrue = ParseNested(() => ParseLogic(isAnd: false));
        Expect(":");
        // A chain of conditions is no deeper to read; the depth of the tree bounds it.
        if (++elseBranches > MaxDepth) throw TooDeep(at);
        var whenFalse = ParseExpression();
        elseBranches--;
        return Deep(new ConditionalNode(at, 1 + Math.Max(condition.Depth, Math.Max(whenTrue.Depth, whenFalse.Depth)), condition, whenTrue,
            whenFalse));
    }

    private Node ParseLogic(bool isAnd)
    {
        var symbol = isAnd ? "&&" : "||";
        var first = isAnd ? ParseRelation() : ParseLogic(isAnd: true);
        var at = Current.Position;
        if (!Current.Is(symbol)) return first;
        List<Node> operands = [first];
        while (Take(symbol)) operands.Add(isAnd ? ParseRelation() : ParseLogic(isAnd: true));
        return Deep(new LogicNode(at, 1 + operands.Max(node => node.Depth), isAnd, operands));
    }

    private Node ParseRelation()
    {
        var left = ParseAddition();
        while (Current.Kind == TokenKind.Symbol && Relations.TryGetValue(Current.Text, out var function))
        {
            var at = tokens[next++].Position;
            left = Operator(at, function, left, ParseAddition());
        }

        return left;
    }

    private Node ParseAddition()
    {
        var left = ParseMultiplication();
        while (Current.Is("+") || Current.Is("-"))
        {
            var symbol = tokens[next++];
            left = Operator(symbol.Position, $"_{symbol.Text}_", left, ParseMultiplication());
        }

        return left;
    }

    private Node ParseMultiplication()
    {
        var left = ParseUnary();
        while (Current.Is("*") || Current.Is("/") || Current.Is("%"))
        {
            var symbol = tokens[next++];
            left = Operator(symbol.Position, $"_{symbol.Text}_", left, ParseUnary());
        }

        return left;
    }

    private Node ParseUnary()
    {
        var symbol = Current;
        if (!symbol.Is("!") && !symbol.Is("-")) return ParseMember();
        var count = 0;
        while (Current.Is(symbol.Text) && !StartsNegativeNumber())
        {
            next++;
            count++;
        }

        var operand = ParseMember();
        return count % 2 == 0 ? operand : Operator(symbol.Position, symbol.Text == "!" ? "!_" : "-_", operand);
    }

    private bool StartsNegativeNumber() =>
        Current.Is("-") && tokens[next + 1] is { Kind: TokenKind.Literal, Value: null or CelInt or CelDouble };

    private Node ParseMember()
    {
        var node = ParsePrimary();
        while (true)
        {
            var at = Current.Position;
            if (Take(".")) node = ParseSelection(node, at);
            else if (Take("[")) node = ParseIndex(node, at);
            else if (Current.Is("{") && NameOf(node) is { } name)
                throw new CelException($"undeclared reference to '{name}': messages are not supported", at);
            else return node;
        }
    }

    private Node ParseSelection(Node operand, int at)
    {
        var isOptional = Take("?");
        var name = Current;
        if (name.Kind != TokenKind.Identifier) throw Unexpected("IDENTIFIER");
        next++;
        if (isOptional || !Current.Is("("))
            return Deep(new SelectNode(at, operand.Depth + 1, operand, name.Text, isOptional, isTest: false));
        if (Reserved.Contains(name.Text)) throw new CelException($"Syntax error: mismatched input '{name.Text}'", name.Position);
        at = tokens[next++].Position;
        var arguments = ParseList(")");
        return Deep(Macros.Member(name, at, operand, arguments)
            ?? new CallNode(at, 1 + Math.Max(operand.Depth, DepthOf(arguments)), name.Text, operand, arguments));
    }

    private CallNode ParseIndex(Node operand, int at)
    {
        var function = Take("?") ? "_[?_]" : "_[_]";
        var index = ParseNested(ParseExpression);
        Expect("]");
        return Operator(at, function, operand, index);
    }

    private Node ParsePrimary()
    {
        var token = Current;
        next++;
        switch (token.Kind)
        {
            case TokenKind.Literal:
                return new LiteralNode(token.Position, token.Value ?? throw new CelException("invalid int literal", token.Position));
            case TokenKind.Identifier:
                return ParseName(token, isRooted: false);
            case TokenKind.Symbol:
                return ParseSymbol(token);
            default:
                next--;
                throw Unexpected("an expression");
        }
    }

    private Node ParseSymbol(Token token)
    {
        switch (token.Text)
        {
            case "true" or "false":
                return new LiteralNode(token.Position, CelBool.Of(token.Text == "true"));
            case "null":
                return new LiteralNode(token.Position, CelNull.Value);
            case "-" when tokens[next] is { Kind: TokenKind.Literal, Value: null or CelInt or CelDouble }:
                return new LiteralNode(token.Position, tokens[next++].Value switch
                {
                    null => new CelInt(long.MinValue),
                    CelInt number => new CelInt(-number.Value),
                    var number => new CelDouble(-((CelDouble)number).Value),
                });
            case "(":
                var inner = ParseNested(ParseExpression);
                Expect(")");
                return inner;
            case "[":
                return ParseListLiteral(token);
            case "{":
                return ParseMapLiteral(token);
            case ".":
                if (Current.Kind != TokenKind.Identifier) throw Unexpected("IDENTIFIER");
                return ParseName(tokens[next++], isRooted: true);
            default:
                next--;
                throw Unexpected("an expression");
        }
    }

    private Node ParseName(Token name, bool isRooted)
    {
        if (Reserved.Contains(name.Text)) throw new CelException($"reserved identifier: {name.Text}", name.Position);
        var at = Current.Position;
        if (!Take("(")) return new IdentNode(name.Position, name.Text, isRooted);
        var arguments = ParseList(")");
        return Deep(Macros.Global(name, at, arguments) ?? new CallNode(at, 1 + DepthOf(arguments), name.Text, null, arguments));
    }

    private List<Node> ParseList(string end)
    {
        List<Node> nodes = [];
        if (Take(end)) return nodes;
        do nodes.Add(ParseNested(ParseExpression));
        while (Take(","));
        Expect(end);
        return nodes;
    }

    private ListNode ParseListLiteral(Token start)
    {
        List<ListElement> elements = [];
        while (!Current.Is("]"))
        {
            var isOptional = Take("?");
            elements.Add(new ListElement(ParseNested(ParseExpression), isOptional));
            if (!Take(",")) break;
        }

        Expect("]");
        return Deep(new ListNode(start.Position, 1 + DepthOf(elements.Select(element => element.Value)), elements));
    }

    private MapNode ParseMapLiteral(Token start)
    {
        List<MapEntry> entries = [];
        while (!Current.Is("}"))
        {
            var isOptional = Take("?");
            var key = ParseNested(ParseExpression);
            Expect(":");
            entries.Add(new MapEntry(key, ParseNested(ParseExpression), isOptional));
            if (!Take(",")) break;
        }

        Expect("}");
        var depth = DepthOf(entries.SelectMany(entry => new[] { entry.Key, entry.Value }));
        return Deep(new MapNode(start.Position, 1 + depth, entries));
    }

    private T ParseNested<T>(Func<T> parse)
    {
        if (++nesting > MaxNesting) throw TooDeep(Current.Position);
        var result = parse();
        nesting--;
        return result;
    }

    private static CallNode Operator(int at, string function, params Node[] operands) =>
        Deep(new CallNode(at, 1 + DepthOf(operands), function, null, operands));

    private static int DepthOf(IEnumerable<Node> nodes) => nodes.Select(node => node.Depth).DefaultIfEmpty().Max();

    private static T Deep<T>(T node)
        where T : Node => node.Depth > MaxDepth ? throw TooDeep(node.Position) : node;

    private static CelException TooDeep(int position) => new("expression recursion limit exceeded: nested too deeply", position);

    // The name that a chain of selections spells, as a message would have it.
    private static string? NameOf(Node node) => node switch
    {
        IdentNode ident => ident.Name,
        SelectNode { IsOptional: false, IsTest: false } select when NameOf(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    private bool Take(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        next++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol)) throw Unexpected($"'{symbol}'");
    }

    private CelException Unexpected(string expected) =>
        new($"Syntax error: mismatched input '{CelText.Cut(Current.Text)}' expecting {expected}", Current.Position);
}
