using System.Globalization;
using System.Text;

namespace ImageAutomation.Languages.GoText;

/// <summary>Character classes and simple case mappings as Go's <c>unicode</c> package has them.</summary>
internal static class GoUnicode
{
    public static bool IsSpace(int rune) =>
        rune is ' ' or (>= 9 and <= 13) or 0x85 or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F
        or 0x3000;

    public static bool IsLetter(int rune) => Category(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
        or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;

    public static bool IsDigit(int rune) => Category(rune) == UnicodeCategory.DecimalDigitNumber;

    public static bool IsUpper(int rune) => Category(rune) == UnicodeCategory.UppercaseLetter;

    public static bool IsLower(int rune) => Category(rune) == UnicodeCategory.LowercaseLetter;

    public static bool IsTitle(int rune) => Category(rune) == UnicodeCategory.TitlecaseLetter;

    /// <summary>Letters, marks, numbers, punctuation, symbols and the ASCII space.</summary>
    public static bool IsPrint(int rune) => rune == ' '
        || Category(rune) is not (UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    public static int ToUpper(int rune) => rune switch
    {
        0x131 => 'I',
        0x17F => 'S',
        _ => Rune.IsValid(rune) ? Rune.ToUpperInvariant(new Rune(rune)).Value : rune,
    };

    public static int ToLower(int rune) => rune switch
    {
        0x130 => 'i',
        0x1E9E => 0xDF,
        0x2126 => 0x3C9,
        0x212A => 'k',
        0x212B => 0xE5,
        _ => Rune.IsValid(rune) ? Rune.ToLowerInvariant(new Rune(rune)).Value : rune,
    };

    /// <summary>Title case differs from upper case for a few digraphs and for Georgian.</summary>
    public static int ToTitle(int rune) => rune switch
    {
        >= 0x1C4 and <= 0x1C6 => 0x1C5,
        >= 0x1C7 and <= 0x1C9 => 0x1C8,
        >= 0x1CA and <= 0x1CC => 0x1CB,
        >= 0x1F1 and <= 0x1F3 => 0x1F2,
        (>= 0x10D0 and <= 0x10FA) or (>= 0x10FD and <= 0x10FF) => rune,
        _ => ToUpper(rune),
    };

    private static UnicodeCategory Category(int rune) =>
        Rune.IsValid(rune) ? Rune.GetUnicodeCategory(new Rune(rune)) : UnicodeCategory.OtherNotAssigned;
}
