using ImageAutomation.Languages.Re2.Unicode;

namespace ImageAutomation.Languages.Re2.Syntax;

/// <summary>A parsed pattern.</summary>
internal abstract record Node
{
    private Node(bool isNullable) => IsNullable = isNullable;

    /// <summary>Whether it can match without consuming. Kept in the node: asking the whole tree again costs its square.</summary>
    public bool IsNullable { get; }

    /// <summary>Matches the empty text.</summary>
    public sealed record Empty() : Node(true);

    /// <summary>Matches one code point of a set.</summary>
    public sealed record OneOf(RuneSet Set) : Node(false);

    /// <summary>Matches one code point.</summary>
    public sealed record Literal(int Rune) : Node(false);

    /// <summary>Matches a position.</summary>
    public sealed record At(Position Position) : Node(true);

    /// <summary>Matches one part after the other.</summary>
    public sealed record Concat(IReadOnlyList<Node> Parts) : Node(Parts.All(part => part.IsNullable));

    /// <summary>Matches the first branch that leads to a match.</summary>
    public sealed record Alternate(IReadOnlyList<Node> Branches) : Node(Branches.Any(branch => branch.IsNullable));

    /// <summary>Matches the body and remembers where; groups count from 1.</summary>
    public sealed record Group(int Index, Node Body) : Node(Body.IsNullable);

    /// <summary>Matches the body between min and max times; max is null when there is no limit.</summary>
    public sealed record Repeat(Node Body, int Min, int? Max, bool IsGreedy) : Node(Min == 0 || Body.IsNullable);
}
