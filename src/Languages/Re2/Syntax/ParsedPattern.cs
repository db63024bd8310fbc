namespace ImageAutomation.Languages.Re2.Syntax;

/// <summary>What the parser returns.</summary>
/// <param name="Root">The tree.</param>
/// <param name="GroupNames">Name of each group; index 0 is the whole match, unnamed groups have an empty name.</param>
internal sealed record ParsedPattern(Node Root, IReadOnlyList<string> GroupNames);
