using System.Buffers;
using System.Globalization;
using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Moments and lengths of time: arithmetic, and their parts. Without a zone a moment is read in UTC.</summary>
internal static class TimeFunctions
{
    // Of all names in the table; above all no dot, which could lead out of its folder.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");

    public static void Declare(Declarations table)
    {
        table.Add("_+_", "(duration, duration) duration", (args, _) => CelDuration.Of((Int128)Length(args[0]) + Length(args[1])));
        table.Add("_+_", "(timestamp, duration) timestamp", (args, _) => CelTimestamp.Of(Moment(args[0]) + Length(args[1])));
        table.Add("_+_", "(duration, timestamp) timestamp", (args, _) => CelTimestamp.Of(Length(args[0]) + Moment(args[1])));
        table.Add("_-_", "(duration, duration) duration", (args, _) => CelDuration.Of((Int128)Length(args[0]) - Length(args[1])));
        table.Add("_-_", "(timestamp, duration) timestamp", (args, _) => CelTimestamp.Of(Moment(args[0]) - Length(args[1])));
        table.Add("_-_", "(timestamp, timestamp) duration", (args, _) => CelDuration.Of(Moment(args[0]) - Moment(args[1])));

        Part(table, "getFullYear", moment => moment.Year);
        Part(table, "getMonth", moment => moment.Month - 1);
        Part(table, "getDayOfYear", moment => moment.DayOfYear - 1);
        Part(table, "getDayOfMonth", moment => moment.Day - 1);
        Part(table, "getDate", moment => moment.Day);
        Part(table, "getDayOfWeek", moment => (int)moment.DayOfWeek);
        Part(table, "getHours", moment => moment.Hour);
        Part(table, "getMinutes", moment => moment.Minute);
        Part(table, "getSeconds", moment => moment.Second);
        table.Add("getMilliseconds", "timestamp.() int", Milliseconds);
        table.Add("getMilliseconds", "timestamp.(string) int", Milliseconds);

        Part(table, "getHours", 3_600_000_000_000);
        Part(table, "getMinutes", 60_000_000_000);
        Part(table, "getSeconds", 1_000_000_000);
        table.Add("getMilliseconds", "duration.() int", (args, _) => new CelInt(Length(args[0]) / 1_000_000 % 1_000));
    }

    private static void Part(Declarations table, string name, Func<DateTime, int> part)
    {
        table.Add(name, "timestamp.() int", (args, _) => new CelInt(part(((CelTimestamp)args[0]).At(TimeSpan.Zero))));
        table.Add(name, "timestamp.(string) int", (args, _) =>
        {
            var moment = (CelTimestamp)args[0];
            var zone = ((CelString)args[1]).Value;
            return Offset(zone, moment) is { } offset ? new CelInt(part(moment.At(offset)))
                : new CelError($"unknown time zone {CelText.Cut(zone)}");
        });
    }

    private static void Part(Declarations table, string name, long unit) =>
        table.Add(name, "duration.() int", (args, _) => new CelInt(Length(args[0]) / unit));

    private static CelInt Milliseconds(CelValue[] arguments, CelBudget budget) => new(((CelTimestamp)arguments[0]).SubSecond / 1_000_000);

    private static Int128 Moment(CelValue value) => ((CelTimestamp)value).Nanoseconds;

    private static long Length(CelValue value) => ((CelDuration)value).Nanoseconds;

    // "+02:00", "-9:30", "02:00", or a name of the system's table of zones.
    private static TimeSpan? Offset(string zone, CelTimestamp moment)
    {
        if (zone.Length is 0 or > 64) return zone.Length == 0 ? TimeSpan.Zero : null;
        var colon = zone.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return zone[0] != '/' && !zone.AsSpan().ContainsAnyExcept(NameCharacters)
                && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known.GetUtcOffset(moment.At(TimeSpan.Zero)) : null;
        return int.TryParse(zone.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hours)
            && int.TryParse(zone.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            && Math.Abs(hours) <= 24 && minutes < 60
            ? TimeSpan.FromMinutes((hours * 60) + (zone[0] == '-' ? -minutes : minutes)) : null;
    }
}
