using System.Collections.Frozen;
using System.Text;
using ImageAutomation.Languages.Cel.Values;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Conversions between types.</summary>
internal static class Conversions
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal, "bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint");

    private static readonly CelError Range = new("range error: the number does not fit");
    private static readonly Encoding Strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a function converts: the reference runs those of literals when it compiles.</summary>
    public static bool IsConversion(string name) => Names.Contains(name);

    public static void Declare(Declarations table)
    {
        table.Add("dyn", "(A) dyn", Same);
        table.Add("type", "(A) type(A)", (args, _) => new CelTypeValue(args[0].TypeName));
        foreach (var (name, from) in new[]
        {
            ("int", "int uint double string timestamp duration"), ("uint", "uint int double string"), ("double", "double int uint string"),
            ("string", "string bool bytes double duration int timestamp uint"), ("bytes", "bytes string"), ("bool", "bool string"),
            ("timestamp", "timestamp string int"), ("duration", "duration string int"),
        })
        {
            foreach (var type in from.Split(' ')) table.Add(name, $"({type}) {name}", type == name ? Same : For(name));
        }
    }

    private static CelValue Same(CelValue[] arguments, CelBudget budget) => arguments[0];

    private static CelFunction For(string name) => name switch
    {
        "int" => (args, _) => ToInt(args[0]),
        "uint" => (args, _) => ToUInt(args[0]),
        "double" => (args, _) => ToDouble(args[0]),
        "string" => (args, budget) => ToText(args[0], budget),
        "bytes" => (args, budget) =>
        {
            budget.SpendText(((CelString)args[0]).Value.Length);
            return new CelBytes(Encoding.UTF8.GetBytes(((CelString)args[0]).Value));
        }
        ,
        "bool" => (args, _) => ToBool(((CelString)args[0]).Value),
        "timestamp" => (args, _) => args[0] is CelInt seconds
            ? CelTimestamp.Of((Int128)seconds.Value * 1_000_000_000) : CelTimestamp.Parse(((CelString)args[0]).Value),
        _ => (args, _) => args[0] is CelInt nanoseconds
            ? CelDuration.Of(nanoseconds.Value) : CelDuration.Parse(((CelString)args[0]).Value),
    };

    private static CelValue ToInt(CelValue value) => value switch
    {
        CelUInt number => number.Value > long.MaxValue ? Range : new CelInt((long)number.Value),
        CelDouble number => number.Value is > -9223372036854775808.0 and < 9223372036854775808.0 ? new CelInt((long)number.Value) : Range,
        CelTimestamp moment => new CelInt(moment.Seconds),
        CelDuration duration => new CelInt(duration.Nanoseconds),
        _ => IsShort(value, out var text) && GoNumbers.ParseInt(text, 10) is { } parsed ? new CelInt(parsed) : NotConverted(value, "int"),
    };

    private static CelValue ToUInt(CelValue value) => value switch
    {
        CelInt number => number.Value < 0 ? Range : new CelUInt((ulong)number.Value),
        CelDouble number => number.Value is >= 0 and < 18446744073709551616.0 ? new CelUInt((ulong)number.Value) : Range,
        _ => IsShort(value, out var text) && GoNumbers.ParseUInt(text, 10) is { } parsed
            ? new CelUInt(parsed) : NotConverted(value, "uint"),
    };

    private static CelValue ToDouble(CelValue value) => value switch
    {
        CelInt number => new CelDouble(number.Value),
        CelUInt number => new CelDouble(number.Value),
        _ => IsShort(value, out var text) && GoNumbers.ParseFloat(text) is { } parsed
            ? new CelDouble(parsed) : NotConverted(value, "double"),
    };

    private static CelValue ToText(CelValue value, CelBudget budget)
    {
        if (value is not CelBytes bytes) return new CelString(Formatting.Scalar(value));
        budget.SpendText(bytes.Value.Length);
        try
        {
            return new CelString(Strict.GetString(bytes.Value));
        }
        catch (DecoderFallbackException e)
        {
            return new CelError($"invalid UTF-8 in bytes, cannot convert to string: byte {e.Index}");
        }
    }

    // As Go's strconv.ParseBool.
    private static CelValue ToBool(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => CelBool.True,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => CelBool.False,
        _ => NotConverted(new CelString(text), "bool"),
    };

    // No number needs more; a body could hold megabytes.
    private static bool IsShort(CelValue value, out string text)
    {
        text = ((CelString)value).Value;
        return text.Length <= 1000;
    }

    private static CelError NotConverted(CelValue value, string type) => new($"type conversion error: no {type}: '{CelText.Short(value)}'");
}
