namespace ImageAutomation.Common.Resources.Core;

/// <summary>Selects objects by label (<c>metav1.LabelSelector</c>).</summary>
public sealed record LabelSelector
{
    /// <summary>Labels that must be equal.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Further requirements; all must hold.</summary>
    public IReadOnlyList<LabelSelectorRequirement>? MatchExpressions { get; init; }
}
