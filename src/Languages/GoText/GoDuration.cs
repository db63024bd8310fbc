using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization;

namespace ImageAutomation.Languages.GoText;

/// <summary>A duration as manifests write it, for example <c>1m30s</c>. Keeps the text, so that it is never rewritten.</summary>
[JsonConverter(typeof(GoDurationConverter))]
public readonly record struct GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private GoDuration(string text, TimeSpan value)
    {
        Text = text;
        Value = value;
    }

    /// <summary>The text as it was written.</summary>
    public string Text { get; }

    /// <summary>Its length; at most <see cref="TimeSpan.MaxValue"/>.</summary>
    public TimeSpan Value { get; }

    /// <summary>Parses <c>([0-9]+(\.[0-9]+)?(ms|s|m|h))+</c>; a bare <c>0</c> is taken as well.</summary>
    /// <returns>Whether the text is a duration.</returns>
    public static bool TryParse(string? text, out GoDuration duration)
    {
        duration = default;
        if (string.IsNullOrEmpty(text)) return false;
        var total = 0m;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return text == "0";
            rest = rest[digits..];
            var (unit, length) = rest switch
            {
                ['m', 's', ..] => (0.001m, 2),
                ['s', ..] => (1m, 1),
                ['m', ..] => (60m, 1),
                ['h', ..] => (3600m, 1),
                _ => (0m, 0),
            };
            if (length == 0) return false;
            if (number > 1_000_000_000m) return false;
            total += number * unit;
            rest = rest[length..];
        }

        var ticks = decimal.Min(total * TimeSpan.TicksPerSecond, TimeSpan.MaxValue.Ticks);
        duration = new GoDuration(text, TimeSpan.FromTicks((long)ticks));
        return true;
    }

    /// <summary>Makes a duration from its length.</summary>
    public static GoDuration From(TimeSpan value) => new(Format(value), value);

    /// <summary>
    /// Makes a duration for people: below a second to the millisecond, below a minute to the tenth of a second, then to the second.
    /// </summary>
    public static GoDuration Rounded(TimeSpan value)
    {
        var step = value.Duration() switch
        {
            var length when length < TimeSpan.FromSeconds(1) => TimeSpan.TicksPerMillisecond,
            var length when length < TimeSpan.FromMinutes(1) => TimeSpan.TicksPerSecond / 10,
            _ => TimeSpan.TicksPerSecond,
        };
        return From(TimeSpan.FromTicks((long)Math.Round(value.Ticks / (double)step) * step));
    }

    /// <summary>Writes a length as Go prints it: <c>1m0s</c>, <c>1h0m0s</c>, <c>500ms</c>, <c>1.5s</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan value)
    {
        if (value < TimeSpan.Zero) return "-" + Format(-value);
        if (value == TimeSpan.Zero) return "0s";
        if (value < TimeSpan.FromSeconds(1))
            return value < TimeSpan.FromMilliseconds(1)
                ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalMicroseconds:0.###}µs")
                : string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0.######}ms");

        var hours = (long)value.TotalHours;
        var seconds = value.Seconds + ((decimal)(value.Ticks % TimeSpan.TicksPerSecond) / TimeSpan.TicksPerSecond);
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#######}s");
        if (hours > 0) return string.Create(CultureInfo.InvariantCulture, $"{hours}h{value.Minutes}m{text}");
        return value.Minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{value.Minutes}m{text}") : text;
    }

    /// <summary>Writes how long to wait, rounded up to the second: nobody comes back too early.</summary>
    public static string FormatWait(TimeSpan value) => Format(TimeSpan.FromSeconds(Math.Ceiling(value.TotalSeconds)));

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}
