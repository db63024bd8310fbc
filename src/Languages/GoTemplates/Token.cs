namespace ImageAutomation.Languages.GoTemplates;

/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it starts, in bytes of the template.</param>
/// <param name="Text">Its text.</param>
internal readonly record struct Token(TokenKind Kind, int Position, string Text)
{
    public int End => Position + Text.Length;
}
