namespace ImageAutomation.ImageUpdater.Editing.Markers;

/// <summary>A line that somebody seems to have meant as a marker, and that is none.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Why">What keeps it from being one, and what would make it one.</param>
public sealed record NearMiss(int Line, string Why);
