namespace ImageAutomation.Languages.YamlBytes;

/// <summary>A token with its place in the bytes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">First byte.</param>
/// <param name="End">Byte after the last; of a block scalar: after its last line that is not empty, without the line break.</param>
/// <param name="Line">Line of <paramref name="Start"/>, from 0.</param>
/// <param name="Style">Style of a scalar.</param>
/// <param name="Indent">Columns before the content of a block scalar.</param>
internal readonly record struct YamlToken(
    YamlTokenKind Kind, int Start, int End, int Line, ScalarStyle Style = ScalarStyle.Plain, int Indent = 0);
