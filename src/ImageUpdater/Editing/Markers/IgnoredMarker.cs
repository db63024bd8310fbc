namespace ImageAutomation.ImageUpdater.Editing.Markers;

/// <summary>A marker that nothing can follow from: its text can name no policy, or it marks nothing.</summary>
/// <param name="Setter">Its text.</param>
/// <param name="Line">Line of the scalar it marks, from 1; of the marker where it marks nothing.</param>
public sealed record IgnoredMarker(string Setter, int Line);
