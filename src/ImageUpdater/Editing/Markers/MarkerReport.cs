namespace ImageAutomation.ImageUpdater.Editing.Markers;

/// <summary>A marker that nothing follows from.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Line">Line of the scalar it marks, from 1.</param>
/// <param name="Setter">Its text.</param>
public sealed record MarkerReport(string File, int Line, string Setter);
