using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>One changed scalar, as commit messages tell of it.</summary>
/// <param name="File">File, relative to <c>update.path</c>, with forward slashes.</param>
/// <param name="Object">Object that holds the scalar; empty texts where the file does not say.</param>
/// <param name="OldValue">Decoded text before.</param>
/// <param name="NewValue">Decoded text after.</param>
/// <param name="Setter">Marker text, <c>namespace:policy[:part]</c>.</param>
public sealed record CommitChange(string File, ObjectIdentity Object, string OldValue, string NewValue, string Setter);
