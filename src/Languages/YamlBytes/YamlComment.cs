namespace ImageAutomation.Languages.YamlBytes;

/// <summary>A comment and the token it belongs to.</summary>
/// <param name="For">First byte of that token; of a head comment: of the comment itself, the next token takes it.</param>
/// <param name="IsHead">Whether it stands above the token, not behind it.</param>
/// <param name="Start">First byte, the <c>#</c>.</param>
/// <param name="End">Byte after the last of its first line.</param>
/// <param name="Lines">Lines of text; a comment of several lines is never a marker.</param>
internal sealed record YamlComment(int For, bool IsHead, int Start, int End, int Lines);
