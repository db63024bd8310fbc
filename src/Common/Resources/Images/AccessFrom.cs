namespace ImageAutomation.Common.Resources.Images;

/// <summary>Access rule of an <see cref="ImageRepository"/>: any of the selectors lets a namespace in.</summary>
/// <param name="NamespaceSelectors">Selectors over the labels of the other namespace.</param>
public sealed record AccessFrom(IReadOnlyList<NamespaceSelector> NamespaceSelectors);
