using System.Text;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Shortening and wrapping of text.</summary>
internal static class TextLayout
{
    private const string Mark = "...";

    /// <summary>Cuts a text to a width, the mark included; widths below 4 leave it as it is.</summary>
    public static string Abbreviate(string text, long width) =>
        width < 4 || text.Length <= width ? text : text[..(int)(width - Mark.Length)] + Mark;

    /// <summary>Cuts a text at both ends, so that the part from an offset on is seen.</summary>
    public static string AbbreviateBoth(string text, long offset, long width)
    {
        if (width < 4 || (offset > 0 && width < 7) || text.Length <= width) return text;
        var visible = (int)width - Mark.Length;
        offset = Math.Max(Math.Min(offset, text.Length - visible), 0);
        if (offset <= 4) return text[..visible] + Mark;
        return offset + visible < text.Length ? Mark + Abbreviate(text[(int)offset..], visible) : Mark + text[^visible..];
    }

    /// <summary>Breaks a text at blanks so that lines hold at most a number of bytes.</summary>
    /// <param name="budget">What may be spent.</param>
    /// <param name="text">The text; breaks that it has are not seen.</param>
    /// <param name="width">Bytes a line; at least 1.</param>
    /// <param name="separator">What ends a line; empty means a line feed.</param>
    /// <param name="breakWords">Whether words that are longer than a line are broken too.</param>
    public static string Wrap(RenderBudget budget, string text, long width, string separator, bool breakWords)
    {
        if (separator.Length == 0) separator = "\n";
        width = Math.Max(width, 1);
        var wrapped = new StringBuilder();
        var at = 0;
        while (text.Length - at > width)
        {
            budget.SpendText(separator.Length + 1);
            if (wrapped.Length > budget.MaxTextBytes) throw new FunctionError($"a text grows beyond {budget.MaxTextBytes} bytes");
            if (text[at] == ' ')
            {
                at++;
                continue;
            }

            var end = at + (int)width;
            var blank = text.LastIndexOf(' ', end, end - at + 1);
            if (blank < 0 && breakWords)
            {
                wrapped.Append(text, at, end - at).Append(separator);
                at = end;
                continue;
            }

            if (blank < 0) blank = text.IndexOf(' ', end);
            if (blank < 0) break;
            wrapped.Append(text, at, blank - at).Append(separator);
            at = blank + 1;
        }

        budget.SpendText(wrapped.Length + (long)text.Length - at);
        return wrapped.Append(text, at, text.Length - at).ToString();
    }
}
