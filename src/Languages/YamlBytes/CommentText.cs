namespace ImageAutomation.Languages.YamlBytes;

/// <summary>A comment as one text.</summary>
/// <param name="Start">First byte, the <c>#</c>.</param>
/// <param name="End">Byte after the last of its first line.</param>
/// <param name="IsSingle">Whether that line is all of it.</param>
public readonly record struct CommentText(int Start, int End, bool IsSingle);
