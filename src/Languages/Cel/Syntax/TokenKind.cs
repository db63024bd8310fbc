namespace ImageAutomation.Languages.Cel.Syntax;

internal enum TokenKind
{
    End,
    Identifier,

    /// <summary>A literal; its value stands in the token.</summary>
    Literal,

    /// <summary>An operator, a bracket, or one of the words <c>in</c>, <c>true</c>, <c>false</c>, <c>null</c>.</summary>
    Symbol,
}
