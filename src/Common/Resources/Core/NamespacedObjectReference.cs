namespace ImageAutomation.Common.Resources.Core;

/// <summary>Names an object, by default in the same namespace.</summary>
public sealed record NamespacedObjectReference
{
    /// <summary>Object name.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace; null means the referring object's own.</summary>
    public string? Namespace { get; init; }
}
