namespace ImageAutomation.Languages.GoText.Numbers;

/// <summary>Kinds of a <see cref="ParsedNumber"/>.</summary>
internal enum NumberKind
{
    Zero,
    Decimal,
    Binary,
    Infinite,
    NotANumber,
}
