using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ImageAutomation.Languages.Cel.Values;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Values as text: <c>format</c>, <c>string()</c> and messages.</summary>
/// <remarks>Source: cel-spec, doc/extensions/strings.md; cel-go's ext/formatting_v2.go.</remarks>
internal static class Formatting
{
    private const int MaxPrecision = 100;
    private const string NotFor = "\0";

    /// <summary>What <c>string()</c> makes of a value that is no container and no bytes.</summary>
    public static string Scalar(CelValue value) => value switch
    {
        CelNull => "null",
        CelBool flag => flag.Value ? "true" : "false",
        CelInt number => number.Value.ToString(CultureInfo.InvariantCulture),
        CelUInt number => number.Value.ToString(CultureInfo.InvariantCulture),
        CelDouble number => GoFloat.Format(number.Value, 'g', -1),
        CelString text => text.Value,
        CelTypeValue type => type.Name,
        CelTimestamp or CelDuration => value.ToString(),
        _ => value.TypeName,
    };

    /// <summary>What <c>%s</c> makes of a value; false when it grows beyond a length.</summary>
    public static bool TryText(CelValue value, int longest, out string text)
    {
        var writer = new StringBuilder();
        var problem = Write(writer, value, longest);
        text = writer.ToString();
        return problem is null;
    }

    /// <summary>Fills the clauses of a text.</summary>
    public static CelValue Format(string format, CelList arguments, CelBudget budget)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            if (ReadClause(format, ref i, out var precision) is not { } verb) return new CelError("could not parse formatting clause");
            if (verb == '%')
            {
                text.Append('%');
                continue;
            }

            if (next >= arguments.Items.Count) return new CelError($"index {next} out of range");
            var before = text.Length;
            if (Write(text, verb, precision, arguments.Items[next++]) is { } problem) return problem;
            budget.Spend();
            budget.SpendText(text.Length - before);
        }

        return new CelString(text.ToString());
    }

    /// <summary>Reads a clause after its percent sign.</summary>
    /// <param name="format">The text.</param>
    /// <param name="i">Where the percent sign is; moved to the verb.</param>
    /// <param name="precision">Digits after the point; 6 when none are given.</param>
    /// <returns>The verb, or null when it is none.</returns>
    public static char? ReadClause(string format, ref int i, out int precision)
    {
        precision = 6;
        i++;
        if (i < format.Length && format[i] == '.')
        {
            var start = ++i;
            while (i < format.Length && char.IsAsciiDigit(format[i])) i++;
            if (!int.TryParse(format.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision)
                || precision > MaxPrecision)
                return null;
        }

        return i < format.Length && "sdfexXbo%".Contains(format[i], StringComparison.Ordinal) ? format[i] : null;
    }

    private static CelError? Write(StringBuilder text, char verb, int precision, CelValue value)
    {
        var written = (verb, value) switch
        {
            ('s', _) => null,
            ('d', CelInt or CelUInt) => Scalar(value),
            ('d', CelDouble number) => Real(number.Value, 'f', -1),
            ('f' or 'e', CelInt or CelUInt or CelDouble) => Real(Real(value), verb, precision),
            ('b', CelBool flag) => flag.Value ? "1" : "0",
            ('b', CelInt or CelUInt) => Whole(value, 2),
            ('o', CelInt or CelUInt) => Whole(value, 8),
            ('x' or 'X', CelInt or CelUInt) => Whole(value, 16),
            ('x' or 'X', CelString part) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(part.Value)),
            ('x' or 'X', CelBytes part) => Convert.ToHexStringLower(part.Value),
            _ => NotFor,
        };
        if (ReferenceEquals(written, NotFor)) return new CelError($"error during formatting: %{verb} is not for {value.TypeName}");
        if (written is null) return Write(text, value, CelBudget.MaxText);   // beyond that the budget ends the run
        text.Append(verb == 'X' ? written.ToUpperInvariant() : written);
        return null;
    }

    private static CelError? Write(StringBuilder text, CelValue value, int longest)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (text.Length > longest) return null;
        switch (value)
        {
            case CelList list:
                text.Append('[');
                for (var i = 0; i < list.Items.Count && text.Length <= longest; i++)
                {
                    if (i > 0) text.Append(", ");
                    if (Write(text, list.Items[i], longest) is { } problem) return problem;
                }

                text.Append(']');
                return null;
            case CelMap map:
                return Write(text, map, longest);
            case CelBytes bytes:
                text.Append(Encoding.UTF8.GetString(bytes.Value.AsSpan(0, Math.Min(bytes.Value.Length, longest))));
                return null;
            case CelString part:
                text.Append(part.Value.AsSpan(0, Math.Min(part.Value.Length, longest)));
                return null;
            case CelDouble number:
                text.Append(Real(number.Value, 'f', -1));
                return null;
            case CelOptional or CelError:
                return new CelError($"error during formatting: %s is not for {value.TypeName}");
            default:
                text.Append(Scalar(value));
                return null;
        }
    }

    // Entries in the order of their keys' text, so that one map has one text.
    private static CelError? Write(StringBuilder text, CelMap map, int longest)
    {
        var entries = new List<(string Key, string Value)>();
        var length = 0L;
        foreach (var key in map.Keys)
        {
            if (length > longest) break;
            var part = new StringBuilder();
            if (map.TryGet(key, out var value) && Write(part, value, longest) is { } problem) return problem;
            entries.Add((Scalar(key), part.ToString()));
            length += part.Length;
        }

        entries.Sort((left, right) => Utf8Order.Compare(left.Key, right.Key));
        text.Append('{').AppendJoin(", ", entries.Select(entry => $"{entry.Key}: {entry.Value}")).Append('}');
        return null;
    }

    private static double Real(CelValue value) => value switch
    {
        CelInt number => number.Value,
        CelUInt number => number.Value,
        _ => ((CelDouble)value).Value,
    };

    private static string Real(double value, char verb, int precision) => value switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => GoFloat.Format(value, verb, precision),
    };

    private static string Whole(CelValue value, int numberBase)
    {
        var (isNegative, magnitude) = value is CelInt number
            ? (number.Value < 0, (ulong)Int128.Abs(number.Value)) : (false, ((CelUInt)value).Value);
        var digits = new StringBuilder();
        do digits.Insert(0, "0123456789abcdef"[(int)(magnitude % (ulong)numberBase)]);
        while ((magnitude /= (ulong)numberBase) > 0);
        return isNegative ? $"-{digits}" : digits.ToString();
    }
}
