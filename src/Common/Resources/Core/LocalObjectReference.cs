namespace ImageAutomation.Common.Resources.Core;

/// <summary>Names an object in the same namespace.</summary>
/// <param name="Name">Object name.</param>
public sealed record LocalObjectReference(string Name);
