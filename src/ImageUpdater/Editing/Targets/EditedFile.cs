namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>What an edit made of a file.</summary>
/// <param name="Content">The new bytes; the given ones when nothing changed.</param>
/// <param name="Changes">What changed, in the order of the bytes; empty when nothing did.</param>
internal sealed record EditedFile(ReadOnlyMemory<byte> Content, IReadOnlyList<Change> Changes);
