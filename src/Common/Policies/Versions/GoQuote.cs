using System.Text;
using ImageAutomation.Common.Patterns;

namespace ImageAutomation.Common.Policies.Versions;

/// <summary>Quotes text for an error message as Go's <c>%q</c> does.</summary>
internal static class GoQuote
{
    // What is printed as it is: letters, marks, numbers, punctuation, symbols and the ASCII space.
    private static readonly Re2Pattern Printable = Re2Pattern.Parse(@"^[\pL\pM\pN\pP\pS ]$").Value;

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                _ when Printable.IsMatch(rune.ToString()) => rune.ToString(),
                < ' ' or 0x7F => $"\\x{rune.Value:x2}",
                <= 0xFFFF => $"\\u{rune.Value:x4}",
                _ => $"\\U{rune.Value:x8}",
            });
        }

        return quoted.Append('"').ToString();
    }
}
