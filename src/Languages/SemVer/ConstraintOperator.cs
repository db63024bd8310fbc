namespace ImageAutomation.Languages.SemVer;

/// <summary>Operators of a range.</summary>
internal enum ConstraintOperator
{
    /// <summary>None or <c>=</c>: equal, or like <see cref="Tilde"/> with a wildcard.</summary>
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Tilde,
    Caret,
}
