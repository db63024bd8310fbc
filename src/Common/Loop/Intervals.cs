using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Common.Loop;

/// <summary>When an object that is worked on at intervals is due again. Pure.</summary>
public static class Intervals
{
    /// <summary>
    /// Shortest time between two runs that only the interval asks for: what is shorter would keep others' servers busy without end.
    /// </summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Time until the next run; null for an interval of zero, which means only when something changes or asks, as with the reference.
    /// </summary>
    public static TimeSpan? Next(GoDuration interval) =>
        interval.Value <= TimeSpan.Zero ? null : interval.Value < Shortest ? Shortest : interval.Value;
}
