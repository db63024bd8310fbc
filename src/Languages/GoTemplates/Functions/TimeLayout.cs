namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Cuts a layout of Go into fields and the text between.</summary>
internal static class TimeLayout
{
    // Longer fields first: "2006" before "2", "01" before "0...".
    private static readonly string[] Fields =
    [
        "January", "Monday", "Z07:00:00", "-07:00:00", "Z070000", "-070000", "Z07:00", "-07:00", "Z0700", "-0700",
        "2006", "002", "__2", "Jan", "Mon", "MST", "Z07", "-07", "01", "02", "03", "04", "05", "06", "15", "_2", "PM", "pm", "1", "2", "3",
        "4", "5",
    ];

    public static IEnumerable<(string Text, bool IsField)> Cut(string layout)
    {
        var literal = 0;
        for (var i = 0; i < layout.Length;)
        {
            if (FieldAt(layout, i) is not { } field)
            {
                i++;
                continue;
            }

            if (i > literal) yield return (layout[literal..i], false);
            yield return (field, true);
            i += field.Length;
            literal = i;
        }

        if (literal < layout.Length) yield return (layout[literal..], false);
    }

    private static string? FieldAt(string layout, int i)
    {
        if (layout[i] is '.' or ',' && i + 1 < layout.Length && layout[i + 1] is '0' or '9')
        {
            var end = i + 1;
            while (end < layout.Length && layout[end] == layout[i + 1]) end++;
            return end < layout.Length && char.IsAsciiDigit(layout[end]) ? null : layout[i..end];
        }

        foreach (var field in Fields)
        {
            if (string.CompareOrdinal(layout, i, field, 0, field.Length) != 0) continue;
            // "Jan" and "Mon" inside a longer word are no field.
            if (field is "Jan" or "Mon" && i + 3 < layout.Length && char.IsAsciiLetterLower(layout[i + 3])) return null;
            if (field == "_2" && string.CompareOrdinal(layout, i, "_2006", 0, 5) == 0) return null;
            return field;
        }

        return null;
    }
}
