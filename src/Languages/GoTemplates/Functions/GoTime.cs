using System.Globalization;
using System.Text;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>A point in time with its zone, printed and read by Go's reference layout.</summary>
/// <param name="Local">Wall clock in the zone.</param>
/// <param name="Nanoseconds">Nanoseconds below <paramref name="Local"/>'s 100 ns.</param>
/// <param name="OffsetSeconds">Seconds east of UTC.</param>
/// <param name="Zone">Abbreviation of the zone; empty when only the offset is known.</param>
internal sealed record GoTime(DateTime Local, int Nanoseconds, int OffsetSeconds, string Zone)
{
    public const string StringLayout = "2006-01-02 15:04:05.999999999 -0700 MST";

    /// <summary>RFC 3339, as JSON has times.</summary>
    public const string JsonLayout = "2006-01-02T15:04:05.999999999Z07:00";

    /// <summary>The zero time of Go.</summary>
    public static readonly GoTime Zero = new(DateTime.MinValue, 0, 0, "UTC");

    public static GoTime FromUnix(long seconds)
    {
        if (seconds is < -62135596800 or > 253402300799) throw new FunctionError("time is out of range");
        return new GoTime(DateTime.UnixEpoch.AddSeconds(seconds), 0, 0, "UTC");
    }

    public static GoTime Of(DateTimeOffset moment) => new(moment.UtcDateTime, 0, 0, "UTC");

    /// <summary>Nanosecond of the second.</summary>
    public int NanosecondOfSecond => (int)(Local.Ticks % TimeSpan.TicksPerSecond * 100) + Nanoseconds;

    /// <summary>Seconds since 1970, UTC.</summary>
    public long UnixSeconds =>
        (Local.Ticks / TimeSpan.TicksPerSecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond) - OffsetSeconds;

    /// <summary>Adds a duration.</summary>
    public GoTime Add(long nanoseconds)
    {
        var total = (Int128)nanoseconds + Nanoseconds;
        var rest = (int)((total % 100) + 100) % 100;
        var ticks = Local.Ticks + ((total - rest) / 100);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) throw new FunctionError("time is out of range");
        return this with { Local = new DateTime((long)ticks, DateTimeKind.Unspecified), Nanoseconds = rest };
    }

    /// <summary>The same moment in UTC.</summary>
    public GoTime ToUtc() => Add(-OffsetSeconds * GoDurationText.Second) with { OffsetSeconds = 0, Zone = "UTC" };

    /// <summary>Prints by a layout.</summary>
    public string Format(string layout)
    {
        var text = new StringBuilder();
        foreach (var part in TimeLayout.Cut(layout)) text.Append(part.IsField ? Field(part.Text) : part.Text);
        return text.ToString();
    }

    private string Field(string field) => field switch
    {
        "2006" => Number(Local.Year, 4),
        "06" => Number(Local.Year % 100, 2),
        "January" => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(Local.Month),
        "Jan" => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(Local.Month)[..3],
        "1" => Number(Local.Month, 1),
        "01" => Number(Local.Month, 2),
        "Monday" => Local.DayOfWeek.ToString(),
        "Mon" => Local.DayOfWeek.ToString()[..3],
        "2" => Number(Local.Day, 1),
        "_2" => Number(Local.Day, 1).PadLeft(2),
        "02" => Number(Local.Day, 2),
        "002" => Number(Local.DayOfYear, 3),
        "__2" => Number(Local.DayOfYear, 1).PadLeft(3),
        "15" => Number(Local.Hour, 2),
        "3" => Number(((Local.Hour + 11) % 12) + 1, 1),
        "03" => Number(((Local.Hour + 11) % 12) + 1, 2),
        "4" => Number(Local.Minute, 1),
        "04" => Number(Local.Minute, 2),
        "5" => Number(Local.Second, 1),
        "05" => Number(Local.Second, 2),
        "PM" => Local.Hour >= 12 ? "PM" : "AM",
        "pm" => Local.Hour >= 12 ? "pm" : "am",
        "MST" => Zone.Length > 0 ? Zone : Offset("-07", OffsetSeconds % 3600 != 0 ? "00" : ""),
        _ when field[0] is '.' or ',' => Fraction(field),
        _ when field[0] == 'Z' && OffsetSeconds == 0 => "Z",
        _ => Offset(field, ""),
    };

    private string Fraction(string field)
    {
        var digits = Number(NanosecondOfSecond, 9)[..Math.Min(field.Length - 1, 9)];
        if (field[1] == '9') digits = digits.TrimEnd('0');
        return digits.Length == 0 ? "" : field[0] + digits;
    }

    private string Offset(string field, string suffix)
    {
        var colon = field.Contains(':', StringComparison.Ordinal) ? ":" : "";
        var magnitude = Math.Abs(OffsetSeconds);
        var digits = field.Count(char.IsAsciiDigit) + suffix.Length;
        var text = (OffsetSeconds < 0 ? "-" : "+") + Number(magnitude / 3600, 2);
        if (digits >= 4) text += colon + Number(magnitude / 60 % 60, 2);
        if (digits >= 6) text += colon + Number(magnitude % 60, 2);
        return text;
    }

    private static string Number(int value, int width) => value.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}
