using System.Globalization;

namespace ImageAutomation.Bench.Measuring;

/// <summary>Measured values as people read them.</summary>
internal static class Text
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Time(double seconds) => seconds switch
    {
        < 1e-6 => Number(seconds * 1e9, "ns"),
        < 1e-3 => Number(seconds * 1e6, "µs"),
        < 1 => Number(seconds * 1e3, "ms"),
        _ => Number(seconds, "s"),
    };

    public static string Megabytes(double bytes) => Number(bytes / 1e6, "MB");

    public static string Percent(double share) => Number(share * 100, "%");

    public static string Ratio(double value) => Number(value, "×");

    public static string Number(double value, string unit) =>
        value.ToString(Math.Abs(value) switch { < 10 => "0.00", < 100 => "0.0", _ => "N0" }, CultureInfo.InvariantCulture) + " " + unit;
}
