using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing.Adoption;

/// <summary>One image field that could have a marker.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="FieldPath">Its place, as in <see cref="Target.FieldPath"/>.</param>
/// <param name="Setter">The setter that was added, or would have been.</param>
/// <param name="Reason">Why no marker was added; null when one was.</param>
public sealed record Adoption(int Line, string FieldPath, string Setter, string? Reason);
