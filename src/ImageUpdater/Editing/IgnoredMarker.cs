namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>A marker that can name no policy: not <c>namespace:name</c> or <c>namespace:name:part</c>.</summary>
/// <param name="Setter">Its text.</param>
/// <param name="Line">Line of the scalar it marks, from 1.</param>
public sealed record IgnoredMarker(string Setter, int Line);
