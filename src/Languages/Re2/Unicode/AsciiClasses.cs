using System.Collections.Frozen;

namespace ImageAutomation.Languages.Re2.Unicode;

/// <summary>The ASCII classes of the pattern language: <c>\d \s \w</c> and <c>[[:name:]]</c>.</summary>
internal static class AsciiClasses
{
    public static readonly RuneSet Digit = Of("09");
    public static readonly RuneSet Space = Of("\t\n\f\r  ");
    public static readonly RuneSet Word = Of("09AZ__az");

    private static readonly FrozenDictionary<string, RuneSet> Posix = new Dictionary<string, RuneSet>(StringComparer.Ordinal)
    {
        ["alnum"] = Of("09AZaz"),
        ["alpha"] = Of("AZaz"),
        ["ascii"] = Of("\0\x7F"),
        ["blank"] = Of("\t\t  "),
        ["cntrl"] = Of("\0\x1F\x7F\x7F"),
        ["digit"] = Digit,
        ["graph"] = Of("!~"),
        ["lower"] = Of("az"),
        ["print"] = Of(" ~"),
        ["punct"] = Of("!/:@[`{~"),
        ["space"] = Of("\t\r  "),
        ["upper"] = Of("AZ"),
        ["word"] = Word,
        ["xdigit"] = Of("09AFaf"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The class of a POSIX name; null when there is none.</summary>
    public static RuneSet? FindPosix(string name) => Posix.GetValueOrDefault(name);

    /// <summary>The class of <c>\d</c>, <c>\s</c> or <c>\w</c> by its lower-case letter; null for any other letter.</summary>
    public static RuneSet? FindPerl(char letter) => letter switch
    {
        'd' => Digit,
        's' => Space,
        'w' => Word,
        _ => null,
    };

    private static RuneSet Of(string bounds) => RuneSet.FromSorted([.. bounds.Select(c => (int)c)]);
}
