using ImageAutomation.Languages.GoText;
using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Times and durations. The current time comes from the rendering's clock.</summary>
internal static class TimeFunctions
{
    private static readonly GoType Month = new("time.Month", GoKind.Integer, "int")
    {
        Stringer = v => System.Globalization.CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName((int)v.Integer),
    };

    private static readonly GoType Weekday = new("time.Weekday", GoKind.Integer, "int")
    {
        Stringer = v => ((DayOfWeek)v.Integer).ToString(),
    };

    private static readonly GoType Time = new("time.Time", GoKind.Struct, "struct")
    {
        Stringer = v => TimeOf(v).Format(GoTime.StringLayout),
        Methods = new GoFunction[]
        {
            Fixed("String", (_, a) => GoValue.Of(TimeOf(a[0]).Format(GoTime.StringLayout))),
            Fixed("Format", (b, a) => Format(b, a), Text),
            Fixed("Year", (_, a) => GoValue.Int(TimeOf(a[0]).Local.Year)),
            Fixed("Month", (_, a) => new GoValue(Month, (long)TimeOf(a[0]).Local.Month)),
            Fixed("Day", (_, a) => GoValue.Int(TimeOf(a[0]).Local.Day)),
            Fixed("YearDay", (_, a) => GoValue.Int(TimeOf(a[0]).Local.DayOfYear)),
            Fixed("Weekday", (_, a) => new GoValue(Weekday, (long)TimeOf(a[0]).Local.DayOfWeek)),
            Fixed("Hour", (_, a) => GoValue.Int(TimeOf(a[0]).Local.Hour)),
            Fixed("Minute", (_, a) => GoValue.Int(TimeOf(a[0]).Local.Minute)),
            Fixed("Second", (_, a) => GoValue.Int(TimeOf(a[0]).Local.Second)),
            Fixed("Nanosecond", (_, a) => GoValue.Int(TimeOf(a[0]).NanosecondOfSecond)),
            Fixed("Unix", (_, a) => GoValue.Int64(TimeOf(a[0]).UnixSeconds)),
            Fixed("UnixMilli", (_, a) => GoValue.Int64((TimeOf(a[0]).UnixSeconds * 1000) + (TimeOf(a[0]).NanosecondOfSecond / 1_000_000))),
            Fixed("IsZero", (_, a) => GoValue.Of(TimeOf(a[0]).ToUtc() == GoTime.Zero)),
            Fixed("UTC", (_, a) => Value(TimeOf(a[0]).ToUtc())),
        }.ToDictionary(m => m.Name, StringComparer.Ordinal),
    };

    public static IEnumerable<GoFunction> All =>
    [
        Fixed("toDate", (_, a) => Value(TimeParser.Parse(a[0].Text, a[1].Text) ?? GoTime.Zero), Text, Text),
        Fixed("mustToDate", (_, a) => Value(TimeParser.Parse(a[0].Text, a[1].Text) ?? throw new FunctionError(
            $"parsing time {GoQuote.Quote(a[1].Text)} as {GoQuote.Quote(a[0].Text)}: cannot parse")), Text, Text),
        Fixed("unixEpoch", (_, a) => GoValue.Of(Loose.Show(TimeOf(a[0]).UnixSeconds)), Time),
        Fixed("mustDateModify", (_, a) => Modify(a), Text, Time),
        Fixed("must_date_modify", (_, a) => Modify(a), Text, Time),
        Fixed("ago", (b, a) => GoValue.Of(GoDurationText.Write(Since(b, a[0], roundToSeconds: true))), Any),
        Fixed("duration", (_, a) => GoValue.Of(GoDurationText.Write(unchecked(Seconds(a[0]) * GoDurationText.Second))), Any),
        Fixed("durationRound", (b, a) => GoValue.Of(LargestUnit(b, a[0])), Any),
    ];

    private static GoTime TimeOf(GoValue value) => (GoTime)value.Data!;   // the type guarantees it

    private static GoValue Value(GoTime time) => new(Time, time);

    private static GoValue Format(RenderBudget budget, GoValue[] a)
    {
        budget.SpendText(a[1].Text.Length * 5L);
        return GoValue.Of(TimeOf(a[0]).Format(a[1].Text));
    }

    private static GoValue Modify(GoValue[] a) => Value(TimeOf(a[1]).Add(
        GoDurationText.Parse(a[0].Text) ?? throw new FunctionError($"time: invalid duration {GoQuote.Quote(a[0].Text)}")));

    private static long Since(RenderBudget budget, GoValue value, bool roundToSeconds)
    {
        var now = GoTime.Of(budget.Time.GetUtcNow());
        var then = value.Type == Time ? TimeOf(value)
            : value.Type == Int || value.Type == GoType.Int64 ? GoTime.FromUnix(value.Integer)
            : now;
        var seconds = now.UnixSeconds - then.UnixSeconds;
        if (Math.Abs(seconds) > 9_000_000_000) return seconds < 0 ? long.MinValue : long.MaxValue;
        var nanoseconds = (seconds * GoDurationText.Second) + now.NanosecondOfSecond - then.NanosecondOfSecond;
        return roundToSeconds
            ? (long)Math.Round((decimal)nanoseconds / GoDurationText.Second, MidpointRounding.AwayFromZero) * GoDurationText.Second
            : nanoseconds;
    }

    private static long Seconds(GoValue value) =>
        value.Kind == GoKind.Text ? GoNumbers.ParseInt(value.Text, 10) ?? 0 : value.Type == GoType.Int64 ? value.Integer : 0;

    private static string LargestUnit(RenderBudget budget, GoValue value)
    {
        var nanoseconds = value.Kind == GoKind.Text ? GoDurationText.Parse(value.Text) ?? 0
            : value.Type == GoType.Int64 ? value.Integer
            : value.Type == Time ? Since(budget, value, roundToSeconds: false)
            : 0;
        var rest = nanoseconds < 0 ? 0 - (ulong)nanoseconds : (ulong)nanoseconds;
        const ulong Hour = 3600UL * GoDurationText.Second;
        foreach (var (unit, name) in new[] { (Hour * 24 * 365, "y"), (Hour * 24 * 30, "mo"), (Hour * 24, "d"), (Hour, "h"),
            (Hour / 60, "m"), (Hour / 3600, "s") })
            if (rest > unit) return $"{rest / unit}{name}";
        return "0s";
    }
}
