using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <content>Pipelines: what stands between the delimiters.</content>
internal sealed partial class Parser
{
    private PipelineNode ParsePipeline(string context, TokenKind end)
    {
        var first = PeekNonSpace();
        Enter(first);
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

                depth--;
                return new PipelineNode(declares, isAssignment, commands, commands[0].Position, first.Position, commands[^1].End);
            }

            if (token.Kind is not (TokenKind.Boolean or TokenKind.CharConstant or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier
                or TokenKind.Number or TokenKind.Nil or TokenKind.RawString or TokenKind.QuotedString or TokenKind.Variable
                or TokenKind.LeftParenthesis))
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
            _ => throw Error(last, $"unexpected . after term {GoQuote.Quote(source.Text[node.Start..node.End])}"),
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
}
