namespace ImageAutomation.Common.Resources.Images;

/// <summary>Selects namespaces by label.</summary>
public sealed record NamespaceSelector
{
    /// <summary>Labels that must all be equal; null or empty selects every namespace.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }
}
