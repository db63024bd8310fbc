using System.Globalization;
using System.Text;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Splicing;

/// <summary>Writes a value in the style of the scalar that it replaces.</summary>
internal static class ScalarText
{
    /// <summary>Text of the new scalar, for styles on one line.</summary>
    public static string Write(string value, Target target) => target.Style switch
    {
        ScalarStyle.SingleQuoted when value.All(PlainText.IsPrintable) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'",
        ScalarStyle.Plain when !NeedsQuotes(value, target) => value,
        _ => DoubleQuoted(value),
    };

    /// <summary>Whether a value has to be quoted where a plain scalar stood.</summary>
    private static bool NeedsQuotes(string value, Target target)
    {
        if (!PlainText.IsSafe(value, target.InFlow)) return true;
        if (PlainText.IsBooleanOrNumber(value)) return true;

        // As the reference: a field that was a date (or nothing) before may become one again.
        var wasNull = target.Value is "~" or "null" or "Null" or "NULL";
        if (PlainText.IsNull(value)) return !wasNull;
        return PlainText.IsTimestamp(value) && !PlainText.IsTimestamp(target.Value);
    }

    /// <summary>Text in double quotes, which can hold anything.</summary>
    public static string DoubleQuoted(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case var other when !PlainText.IsPrintable(other):
                    text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.Append('"').ToString();
    }
}
