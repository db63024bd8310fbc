using ImageAutomation.Languages.Re2;

namespace ImageAutomation.Languages.Cel.Syntax;

/// <summary>A part of an expression.</summary>
/// <param name="position">Where errors point to, in UTF-16 units.</param>
/// <param name="depth">How many nodes lie below each other, this one included.</param>
internal abstract class Node(int position, int depth)
{
    public int Position { get; } = position;

    public int Depth { get; } = depth;
}

internal sealed class LiteralNode(int position, CelValue value) : Node(position, 1)
{
    public CelValue Value { get; } = value;
}

/// <param name="position">Where it is.</param>
/// <param name="name">Its name without a leading dot.</param>
/// <param name="isRooted">Whether a leading dot passes over the variables of macros.</param>
internal sealed class IdentNode(int position, string name, bool isRooted) : Node(position, 1)
{
    public string Name { get; } = name;

    public bool IsRooted { get; } = isRooted;

    /// <summary>What the name of a type means; set by the checker.</summary>
    public CelValue? Constant { get; set; }
}

internal sealed class SelectNode(int position, int depth, Node operand, string field, bool isOptional, bool isTest) : Node(position, depth)
{
    public Node Operand { get; } = operand;

    public string Field { get; } = field;

    /// <summary>Whether it is <c>.?</c>.</summary>
    public bool IsOptional { get; } = isOptional;

    /// <summary>Whether it is <c>has(...)</c>.</summary>
    public bool IsTest { get; } = isTest;

    /// <summary>What the name of a type with dots means; set by the checker.</summary>
    public CelValue? Constant { get; set; }
}

/// <summary>A call, or an operator by its function name such as <c>_+_</c>.</summary>
internal sealed class CallNode(int position, int depth, string function, Node? target, IReadOnlyList<Node> arguments)
    : Node(position, depth)
{
    /// <summary>Its name; the checker puts the names before it when they are no value: <c>optional.of</c>.</summary>
    public string Function { get; set; } = function;

    /// <summary>What it is called on; null for a global function.</summary>
    public Node? Target { get; set; } = target;

    public IReadOnlyList<Node> Arguments { get; } = arguments;

    /// <summary>Target and arguments.</summary>
    public IEnumerable<Node> Inputs => Target is null ? Arguments : Arguments.Prepend(Target);

    /// <summary>A pattern that was compiled before the first run; null when there is none.</summary>
    public Re2Pattern? Pattern { get; set; }
}

/// <summary><c>&amp;&amp;</c> or <c>||</c> of two or more.</summary>
internal sealed class LogicNode(int position, int depth, bool isAnd, IReadOnlyList<Node> operands) : Node(position, depth)
{
    public bool IsAnd { get; } = isAnd;

    public IReadOnlyList<Node> Operands { get; } = operands;
}

internal sealed class ConditionalNode(int position, int depth, Node condition, Node whenTrue, Node whenFalse) : Node(position, depth)
{
    public Node Condition { get; } = condition;

    public Node WhenTrue { get; } = whenTrue;

    public Node WhenFalse { get; } = whenFalse;
}

/// <param name="Value">The element.</param>
/// <param name="IsOptional">Whether it is <c>?value</c>: left out when it is absent.</param>
internal readonly record struct ListElement(Node Value, bool IsOptional);

internal sealed class ListNode(int position, int depth, IReadOnlyList<ListElement> elements) : Node(position, depth)
{
    public IReadOnlyList<ListElement> Elements { get; } = elements;
}

/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
/// <param name="IsOptional">Whether it is <c>?key: value</c>: left out when the value is absent.</param>
internal readonly record struct MapEntry(Node Key, Node Value, bool IsOptional);

internal sealed class MapNode(int position, int depth, IReadOnlyList<MapEntry> entries) : Node(position, depth)
{
    public IReadOnlyList<MapEntry> Entries { get; } = entries;
}

internal enum MacroKind
{
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
    OptMap,
    OptFlatMap,
}

/// <param name="position">Where it is.</param>
/// <param name="depth">Its depth.</param>
/// <param name="kind">Which macro.</param>
/// <param name="range">What it goes over.</param>
/// <param name="variable">Name of the element.</param>
/// <param name="condition">What decides; null for a map without one.</param>
/// <param name="transform">What makes the results; null for macros that only decide.</param>
internal sealed class MacroNode(
    int position, int depth, MacroKind kind, Node range, string variable, Node? condition, Node? transform) : Node(position, depth)
{
    public MacroKind Kind { get; } = kind;

    public Node Range { get; } = range;

    public string Variable { get; } = variable;

    public Node? Condition { get; } = condition;

    public Node? Transform { get; } = transform;
}
