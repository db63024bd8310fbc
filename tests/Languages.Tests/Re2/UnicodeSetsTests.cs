using System.Globalization;
using ImageAutomation.Languages.Re2.Unicode;
using Xunit;

namespace ImageAutomation.Languages.Tests.Re2;

public sealed class UnicodeSetsTests
{
    public static TheoryData<string> Categories => [.. UnicodeTables.Categories.Split(' ')];

    // Characters of the first blocks were assigned long ago; the runtime knows a later Unicode than the tables.
    [Theory]
    [MemberData(nameof(Categories))]
    public void CategoriesAgreeWithTheRuntimeOnOldCharacters(string category)
    {
        var set = UnicodeSets.Find(category)!;
        for (var rune = 0; rune < 0x370; rune++) Assert.Equal(ShortName(rune) == category, set.Contains(rune));
    }

    [Fact]
    public void EveryCodePointHasOneCategory()
    {
        var all = new RuneSetBuilder();
        long count = 0;
        foreach (var name in UnicodeTables.Categories.Split(' ').Append("Cn"))
        {
            var set = UnicodeSets.Find(name)!;
            all.Add(set);
            for (var i = 0; i < set.Bounds.Length; i += 2) count += set.Bounds[i + 1] - set.Bounds[i] + 1;
        }

        Assert.Equal("0-10FFFF ", all.Build().ToString());
        Assert.Equal(RuneSet.MaxRune + 1, count);
    }

    [Fact]
    public void FoldingOrbitsAreCycles()
    {
        for (var rune = 0; rune <= RuneSet.MaxRune; rune++)
        {
            var (other, steps) = (CaseFolding.Next(rune), 1);
            for (; other != rune; other = CaseFolding.Next(other)) steps++;
            Assert.InRange(steps, 1, 4);
        }

        Assert.Equal('\u212A', (char)CaseFolding.Next('k'));
    }

    private static string ShortName(int rune) => CharUnicodeInfo.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter => "Lu",
        UnicodeCategory.LowercaseLetter => "Ll",
        UnicodeCategory.TitlecaseLetter => "Lt",
        UnicodeCategory.ModifierLetter => "Lm",
        UnicodeCategory.OtherLetter => "Lo",
        UnicodeCategory.NonSpacingMark => "Mn",
        UnicodeCategory.SpacingCombiningMark => "Mc",
        UnicodeCategory.EnclosingMark => "Me",
        UnicodeCategory.DecimalDigitNumber => "Nd",
        UnicodeCategory.LetterNumber => "Nl",
        UnicodeCategory.OtherNumber => "No",
        UnicodeCategory.SpaceSeparator => "Zs",
        UnicodeCategory.LineSeparator => "Zl",
        UnicodeCategory.ParagraphSeparator => "Zp",
        UnicodeCategory.Control => "Cc",
        UnicodeCategory.Format => "Cf",
        UnicodeCategory.Surrogate => "Cs",
        UnicodeCategory.PrivateUse => "Co",
        UnicodeCategory.ConnectorPunctuation => "Pc",
        UnicodeCategory.DashPunctuation => "Pd",
        UnicodeCategory.OpenPunctuation => "Ps",
        UnicodeCategory.ClosePunctuation => "Pe",
        UnicodeCategory.InitialQuotePunctuation => "Pi",
        UnicodeCategory.FinalQuotePunctuation => "Pf",
        UnicodeCategory.OtherPunctuation => "Po",
        UnicodeCategory.MathSymbol => "Sm",
        UnicodeCategory.CurrencySymbol => "Sc",
        UnicodeCategory.ModifierSymbol => "Sk",
        UnicodeCategory.OtherSymbol => "So",
        _ => "Cn",
    };
}
