namespace ImageAutomation.Languages.Cel.Syntax;

/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it starts, in UTF-16 units.</param>
/// <param name="Text">Its text as written.</param>
/// <param name="Value">Value of a literal; null for a whole number that is too large to stand without a minus.</param>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, CelValue? Value = null)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
