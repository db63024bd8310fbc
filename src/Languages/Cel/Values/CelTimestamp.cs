using System.Globalization;

namespace ImageAutomation.Languages.Cel.Values;

/// <summary>A moment of the years 1 to 9999, to the nanosecond.</summary>
/// <param name="nanoseconds">Since the start of 1970, UTC.</param>
internal sealed class CelTimestamp(Int128 nanoseconds) : CelValue
{
    private const long Second = 1_000_000_000;
    private const long MinSeconds = -62_135_596_800;
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>The start of year 1, which counts as no moment.</summary>
    public static readonly Int128 Zero = (Int128)MinSeconds * Second;

    private static readonly CelError OutOfRange = new("timestamp overflow: out of range");

    public Int128 Nanoseconds { get; } = nanoseconds;

    /// <summary>Whole seconds since 1970.</summary>
    public long Seconds => (long)((Nanoseconds - SubSecond) / Second);

    /// <summary>Nanoseconds of the second.</summary>
    public int SubSecond => (int)(((Nanoseconds % Second) + Second) % Second);

    internal override string TypeName => "google.protobuf.Timestamp";

    internal override CelKind Kind => CelKind.Timestamp;

    /// <summary>The moment, or the error of one that is out of range.</summary>
    public static CelValue Of(Int128 nanoseconds) =>
        nanoseconds < Zero || nanoseconds >= ((Int128)MaxSeconds + 1) * Second ? OutOfRange : new CelTimestamp(nanoseconds);

    /// <summary>Reads RFC 3339: <c>2026-01-31T23:59:59.5+02:00</c>.</summary>
    public static CelValue Parse(string text)
    {
        var error = new CelError($"invalid timestamp '{CelText.Cut(text)}'");
        if (text.Length < 20 || text[10] != 'T'
            || !DateTime.TryParseExact(text.AsSpan(0, 19), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
            return error;
        var at = 19;
        long fraction = 0;
        if (text[at] is '.' or ',')
        {
            var start = ++at;
            for (var unit = Second / 10; at < text.Length && char.IsAsciiDigit(text[at]); at++, unit /= 10)
                fraction += (text[at] - '0') * unit;
            if (at == start) return error;
        }

        if (OffsetMinutes(text.AsSpan(at)) is not { } offset) return error;
        var seconds = ((moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) - (offset * 60L);
        return Of(((Int128)seconds * Second) + fraction);
    }

    /// <summary>The moment on the clock of a zone.</summary>
    /// <param name="offset">What the zone is ahead of UTC.</param>
    public DateTime At(TimeSpan offset)
    {
        var ticks = DateTime.UnixEpoch.Ticks + (Seconds * TimeSpan.TicksPerSecond) + offset.Ticks;
        return new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }

    /// <summary>RFC 3339 in UTC with as many digits of the second as are needed.</summary>
    public override string ToString()
    {
        var text = At(TimeSpan.Zero).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = SubSecond == 0 ? "" : "." + SubSecond.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{text}{fraction}Z";
    }

    private static int? OffsetMinutes(ReadOnlySpan<char> text)
    {
        if (text is "Z") return 0;
        return text.Length == 6 && text[0] is '+' or '-' && text[3] == ':'
            && int.TryParse(text[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours < 24
            && int.TryParse(text[4..6], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes < 60
            ? (text[0] == '-' ? -1 : 1) * ((hours * 60) + minutes) : null;
    }
}
