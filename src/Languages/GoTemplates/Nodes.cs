using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>A piece of a parsed template.</summary>
/// <param name="Position">Where an error in it is reported, in bytes.</param>
/// <param name="Start">Where its text starts.</param>
/// <param name="End">Where its text ends.</param>
internal abstract record Node(int Position, int Start, int End);

internal sealed record TextNode(string Text, int Position) : Node(Position, Position, Position + Text.Length);

internal sealed record ActionNode(PipelineNode Pipeline) : Node(Pipeline.Position, Pipeline.Start, Pipeline.End);

/// <summary><c>if</c>, <c>with</c> or <c>range</c>.</summary>
internal sealed record BranchNode(TokenKind Kind, PipelineNode Pipeline, IReadOnlyList<Node> Body, IReadOnlyList<Node>? Else) : Node(
    Pipeline.Position, Pipeline.Start, Pipeline.End);

internal sealed record BreakNode(int Position) : Node(Position, Position, Position);

internal sealed record ContinueNode(int Position) : Node(Position, Position, Position);

internal sealed record TemplateNode(string Name, PipelineNode? Pipeline, int Position, int Start, int End) : Node(Position, Start, End);

internal sealed record PipelineNode(
    IReadOnlyList<string> Declares, bool IsAssignment, IReadOnlyList<CommandNode> Commands, int Position, int Start, int End)
    : Node(Position, Start, End);

internal sealed record CommandNode(IReadOnlyList<Node> Arguments, int Position, int Start, int End) : Node(Position, Start, End);

internal sealed record DotNode(int Position, int Start, int End) : Node(Position, Start, End);

internal sealed record NilNode(int Position, int Start, int End) : Node(Position, Start, End);

internal sealed record BooleanNode(bool Value, int Position, int Start, int End) : Node(Position, Start, End);

internal sealed record NumberNode(NumberLiteral Value, int Position, int Start, int End) : Node(Position, Start, End);

internal sealed record StringNode(string Value, int Position, int Start, int End) : Node(Position, Start, End);

internal sealed record IdentifierNode(string Name, int Position, int Start, int End) : Node(Position, Start, End);

/// <summary><c>.a.b</c>: fields of the dot.</summary>
internal sealed record FieldNode(IReadOnlyList<string> Names, int Position, int Start, int End) : Node(Position, Start, End);

/// <summary><c>$x.a.b</c>: a variable and fields of it.</summary>
internal sealed record VariableNode(string Name, IReadOnlyList<string> Fields, int Position, int Start, int End) : Node(
    Position, Start, End);

/// <summary><c>(pipeline).a.b</c>: fields of a computed value.</summary>
internal sealed record ChainNode(Node Of, IReadOnlyList<string> Fields, int Position, int Start, int End) : Node(Position, Start, End);
