using System.Globalization;

namespace ImageAutomation.Cli.Output;

/// <summary>Values as tables show them.</summary>
internal static class Cells
{
    /// <summary>Whole seconds in UTC; empty for null.</summary>
    public static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "";

    /// <summary>How long ago, in the two largest units: <c>42s</c>, <c>7m10s</c>, <c>3h5m</c>, <c>2d4h</c>.</summary>
    public static string Age(DateTimeOffset time, DateTimeOffset now)
    {
        var age = now - time;
        if (age < TimeSpan.Zero) age = TimeSpan.Zero; // clocks differ
        return age switch
        {
            { TotalMinutes: < 1 } => $"{age.Seconds}s",
            { TotalHours: < 1 } => $"{age.Minutes}m{age.Seconds}s",
            { TotalDays: < 1 } => $"{age.Hours}h{age.Minutes}m",
            _ => $"{(int)age.TotalDays}d{age.Hours}h",
        };
    }
}
