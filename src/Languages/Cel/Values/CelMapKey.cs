namespace ImageAutomation.Languages.Cel.Values;

/// <summary>Keys of maps in a form that compares as the language compares them.</summary>
internal static class CelMapKey
{
    /// <summary>A text, a bool or a whole number of any type; null for what is never a key.</summary>
    public static object? Of(CelValue value) => value switch
    {
        CelString text => text.Value,
        CelBool flag => flag.Value,
        CelInt number => (Int128)number.Value,
        CelUInt number => (Int128)number.Value,
        CelDouble number when Math.Abs(number.Value) < 18446744073709551616.0 && Math.Truncate(number.Value) == number.Value =>
            (Int128)number.Value,
        _ => null,
    };
}
