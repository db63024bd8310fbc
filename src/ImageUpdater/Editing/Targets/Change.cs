using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>One value that an edit changed.</summary>
/// <param name="File">Path of the file, as given.</param>
/// <param name="Object">The object around it.</param>
/// <param name="Setter">Setter text, as in the marker.</param>
/// <param name="OldValue">Decoded text before.</param>
/// <param name="NewValue">Decoded text after; never equal to <paramref name="OldValue"/>.</param>
/// <param name="Line">Line of the scalar before the edit, from 1.</param>
public sealed record Change(string File, ObjectIdentity Object, string Setter, string OldValue, string NewValue, int Line);
