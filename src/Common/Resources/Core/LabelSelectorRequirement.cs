namespace ImageAutomation.Common.Resources.Core;

/// <summary>One requirement of a <see cref="LabelSelector"/>.</summary>
public sealed record LabelSelectorRequirement
{
    /// <summary>Label key.</summary>
    public required string Key { get; init; }

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>Values; not empty with <c>In</c> and <c>NotIn</c>, empty otherwise.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
