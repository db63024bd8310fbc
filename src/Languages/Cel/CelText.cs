using System.Globalization;
using System.Text;
using ImageAutomation.Languages.Cel.Functions;

namespace ImageAutomation.Languages.Cel;

/// <summary>Texts of users inside messages: cut, and without control characters.</summary>
internal static class CelText
{
    private const int Longest = 100;

    /// <summary>A value for a message.</summary>
    public static string Short(CelValue value) => Formatting.TryText(value, Longest, out var text) ? Cut(text) : value.TypeName;

    /// <summary>A text cut to a length that suits a message.</summary>
    public static string Cut(string text, int longest = Longest)
    {
        var cut = text.Length <= longest ? text
            : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "...";
        return cut.AsSpan().ContainsAnyInRange('\0', '\u001f') ? string.Concat(cut.Select(Quotable)) : cut;
    }

    /// <summary>A character as it can be shown.</summary>
    public static string Quotable(char c) =>
        char.IsControl(c) || char.IsSurrogate(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString();

    /// <summary>Number of code points.</summary>
    public static int Length(string text)
    {
        var pairs = 0;
        foreach (var c in text)
            if (char.IsLowSurrogate(c)) pairs++;
        return text.Length - pairs;
    }

    /// <summary>The code points.</summary>
    public static Rune[] Runes(string text) => [.. text.EnumerateRunes()];
}
