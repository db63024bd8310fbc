using System.Text;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Letter case of words.</summary>
internal static class TextCase
{
    /// <summary>Upper-cases the first letter of every word; a word ends at what is neither letter, digit nor underscore.</summary>
    public static string Title(string text)
    {
        var previous = (int)' ';
        return ByteText.Map(text, rune =>
        {
            var mapped = EndsWord(previous) ? GoUnicode.ToTitle(rune) : rune;
            previous = rune;
            return mapped;
        });
    }

    /// <summary>Lower-cases the first letter of every word between blanks.</summary>
    public static string Untitle(string text) => EachWordStart(text, GoUnicode.ToLower, r => r);

    /// <summary>Turns upper case to lower and the reverse; a lower-case letter that starts a word takes title case.</summary>
    public static string Swap(string text)
    {
        return EachWordStart(text, r => GoUnicode.IsLower(r) ? GoUnicode.ToTitle(r) : Down(r), r => GoUnicode.IsLower(r)
            ? GoUnicode.ToUpper(r) : Down(r));
        static int Down(int rune) => GoUnicode.IsUpper(rune) || GoUnicode.IsTitle(rune) ? GoUnicode.ToLower(rune) : rune;
    }

    /// <summary>The first letter of every word between blanks.</summary>
    public static string Initials(string text)
    {
        var start = true;
        return ByteText.Encode(ByteText.Runes(text).Where(rune =>
        {
            var isInitial = start && !GoUnicode.IsSpace(rune);
            start = GoUnicode.IsSpace(rune);
            return isInitial;
        }));
    }

    /// <summary>Lower-cases words and joins them: a word starts at a capital, at the last capital before lower case,
    /// and at digits that lower case follows; blanks, hyphens and underscores separate words.</summary>
    public static string Words(string text, char joiner)
    {
        var runes = ByteText.Runes(text);
        var result = new StringBuilder();
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            if (IsConnector(rune))
            {
                result.Append(joiner);
                continue;
            }

            if (i > 0 && !IsConnector(runes[i - 1]) && StartsWord(runes, i)) result.Append(joiner);
            result.Append(ByteText.Encode(GoUnicode.ToLower(rune)));
        }

        return result.ToString();
    }

    /// <summary>Joins words with capitals. A word in capitals throughout keeps only its first.</summary>
    public static string Pascal(string text)
    {
        var runes = ByteText.Runes(text);
        var result = new StringBuilder();
        for (var i = 0; i < runes.Count;)
        {
            var start = i;
            while (i < runes.Count && IsConnector(runes[i])) i++;
            // One connector between words vanishes; one of more, and those at the ends, remain.
            var isEdge = start == 0 || i == runes.Count;
            for (var j = isEdge ? start : start + 1; j < i; j++) result.Append(ByteText.Encode(runes[j]));

            start = i;
            while (i < runes.Count && !IsConnector(runes[i])) i++;
            if (i > start) AppendWord(result, runes, start, i);
        }

        return result.ToString();
    }

    private static void AppendWord(StringBuilder result, List<int> runes, int start, int end)
    {
        result.Append(ByteText.Encode(GoUnicode.ToUpper(runes[start])));
        for (var i = start + 1; i < end; i++)
        {
            // Inside a run of capitals all but the one that starts the next word are lowered.
            var inRun = GoUnicode.IsUpper(runes[i]) && GoUnicode.IsUpper(runes[i - 1]) && !(i + 1 < end && GoUnicode.IsLower(runes[i + 1]));
            result.Append(ByteText.Encode(inRun ? GoUnicode.ToLower(runes[i]) : runes[i]));
        }
    }

    private static bool StartsWord(List<int> runes, int i)
    {
        var (before, rune) = (runes[i - 1], runes[i]);
        if (GoUnicode.IsUpper(rune)) return !GoUnicode.IsUpper(before) || (i + 1 < runes.Count && GoUnicode.IsLower(runes[i + 1]));
        if (!GoUnicode.IsDigit(rune) || GoUnicode.IsDigit(before)) return false;
        var end = i;
        while (end < runes.Count && GoUnicode.IsDigit(runes[end])) end++;
        if (end >= runes.Count || !GoUnicode.IsLower(runes[end])) return false;
        var start = i - 1;
        while (start >= 0 && GoUnicode.IsLower(runes[start])) start--;
        return start < 0 || !GoUnicode.IsDigit(runes[start]);   // "2m3s" is one word
    }

    private static string EachWordStart(string text, Func<int, int> first, Func<int, int> rest)
    {
        var start = true;
        return ByteText.Map(text, rune =>
        {
            var mapped = start ? first(rune) : rest(rune);
            start = GoUnicode.IsSpace(rune);
            return mapped;
        });
    }

    private static bool EndsWord(int rune) =>
        rune <= 0x7F ? !char.IsAsciiLetterOrDigit((char)rune) && rune != '_'
        : !GoUnicode.IsLetter(rune) && !GoUnicode.IsDigit(rune) && GoUnicode.IsSpace(rune);

    private static bool IsConnector(int rune) => rune is '_' or '-' || GoUnicode.IsSpace(rune);
}
