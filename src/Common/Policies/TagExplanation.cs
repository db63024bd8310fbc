namespace ImageAutomation.Common.Policies;

/// <summary>Why a tag was or was not elected.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Key">The text that was ordered; null for an excluded tag.</param>
public readonly record struct TagExplanation(string Tag, TagVerdict Verdict, string? Key);
