using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.Cel.Values;

/// <summary>A length of time as Go has it: 64-bit nanoseconds, some 292 years.</summary>
internal sealed class CelDuration(long nanoseconds) : CelValue
{
    private static readonly CelError Overflow = new("duration overflow: out of range");

    private static readonly Dictionary<string, long> Units = new(StringComparer.Ordinal)
    {
        ["ns"] = 1,
        ["us"] = 1_000,
        ["\u00b5s"] = 1_000,
        ["\u03bcs"] = 1_000,
        ["ms"] = 1_000_000,
        ["s"] = 1_000_000_000,
        ["m"] = 60_000_000_000,
        ["h"] = 3_600_000_000_000,
    };

    public long Nanoseconds { get; } = nanoseconds;

    internal override string TypeName => "google.protobuf.Duration";

    internal override CelKind Kind => CelKind.Duration;

    /// <summary>The duration, or the error of one that is out of range.</summary>
    public static CelValue Of(Int128 nanoseconds) =>
        nanoseconds < long.MinValue || nanoseconds > long.MaxValue ? Overflow : new CelDuration((long)nanoseconds);

    /// <summary>Reads what Go's <c>time.ParseDuration</c> reads: <c>-1h30m</c>, <c>1.5s</c>.</summary>
    public static CelValue Parse(string text)
    {
        var error = new CelError($"invalid duration '{CelText.Cut(text)}'");
        var isNegative = text.StartsWith('-');
        var at = isNegative || text.StartsWith('+') ? 1 : 0;
        if (text.AsSpan(at) is "0") return new CelDuration(0);
        if (at == text.Length || text.Length > 100) return error;
        Int128 total = 0;
        while (at < text.Length)
        {
            var (whole, digits) = Digits(text, ref at);
            Int128 fraction = 0;
            var places = 0;
            if (at < text.Length && text[at] == '.')
            {
                at++;
                (fraction, places) = Digits(text, ref at);
            }

            var start = at;
            while (at < text.Length && text[at] != '.' && !char.IsAsciiDigit(text[at])) at++;
            if (digits + places == 0 || digits > 19 || !Units.TryGetValue(text[start..at], out var unit)) return error;
            for (places = Math.Min(places, 30); places > 15; places--) fraction /= 10;
            Int128 scale = 1;
            for (; places > 0; places--) scale *= 10;
            total += (whole * unit) + (fraction * unit / scale);
        }

        return Of(isNegative ? -total : total);
    }

    /// <summary>Seconds, as <c>string()</c> writes them: <c>5400s</c>.</summary>
    public override string ToString() => GoFloat.Format(Seconds, 'f', -1) + "s";

    // As Go's Duration.Seconds: the whole and the rest apart.
    private double Seconds => (Nanoseconds / 1_000_000_000) + (Nanoseconds % 1_000_000_000 / 1e9);

    private static (Int128 Value, int Count) Digits(string text, ref int at)
    {
        var start = at;
        Int128 value = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
            if (at - start < 30) value = (value * 10) + (text[at] - '0');
        return (value, at - start);
    }
}
