using System.Globalization;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Loose conversions: anything that has a number becomes it, the rest becomes 0.</summary>
internal static class Loose
{
    public static long ToInt64(GoValue value) => value.Kind switch
    {
        GoKind.Integer => value.Integer,
        GoKind.Unsigned => unchecked((long)value.Unsigned),
        GoKind.Float => ToInt64(value.Float),
        GoKind.Boolean => value.Boolean ? 1 : 0,
        GoKind.Text => GoNumbers.ParseInt(WithoutDecimals(value.Text), 0) ?? 0,
        _ => 0,
    };

    public static double ToFloat(GoValue value) => value.Kind switch
    {
        GoKind.Integer => value.Integer,
        GoKind.Unsigned => value.Unsigned,
        GoKind.Float => value.Float,
        GoKind.Boolean => value.Boolean ? 1 : 0,
        GoKind.Text => GoNumbers.ParseFloat(value.Text) ?? 0,
        _ => 0,
    };

    private static long ToInt64(double value) =>
        double.IsNaN(value) || value >= 9.2233720368547758E18 || value < -9.2233720368547758E18 ? long.MinValue : (long)value;

    // "7.9" counts as 7, "0x1F" and the like stay.
    private static string WithoutDecimals(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0 || text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') >= 0) return text;
        var whole = text[..point];
        var digits = whole.TrimStart('+', '-');
        return digits.Length > 0 && digits.All(char.IsAsciiDigit) ? whole : digits.Length == 0 ? whole + "0" : text;
    }

    /// <summary>A small number as text.</summary>
    public static string Show(long value) => value.ToString(CultureInfo.InvariantCulture);
}
