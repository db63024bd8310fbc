namespace ImageAutomation.Languages.Re2.Syntax;

/// <summary>The flags that a pattern can set with <c>(?imsU)</c>.</summary>
[Flags]
internal enum PatternFlags
{
    None = 0,
    IgnoreCase = 1,
    MultiLine = 2,
    DotMatchesNewline = 4,
    Ungreedy = 8,
}
