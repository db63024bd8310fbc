namespace ImageAutomation.Languages.Re2.Syntax;

/// <summary>What a position in the text can be asked for.</summary>
internal enum Position
{
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NotWordBoundary,
}
