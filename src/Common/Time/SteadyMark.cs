namespace ImageAutomation.Common.Time;

/// <summary>A point in time that can be stored, and measured from by another process without trust in the wall clock.</summary>
/// <param name="Boot">Names the run of the machine; the monotonic clock begins anew with it.</param>
/// <param name="Milliseconds">The monotonic clock, in milliseconds.</param>
/// <param name="WallMilliseconds">The wall clock, unix milliseconds.</param>
public readonly record struct SteadyMark(string Boot, long Milliseconds, long WallMilliseconds)
{
    private static readonly string ThisBoot = ReadBoot();

    /// <summary>Now.</summary>
    /// <param name="time">The clocks.</param>
    public static SteadyMark Now(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(ThisBoot, (long)(time.GetTimestamp() * (1000.0 / time.TimestampFrequency)), time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Time since an earlier mark, by the monotonic clock where both are of one run of the machine.</summary>
    /// <param name="earlier">The mark.</param>
    /// <param name="limit">Most that is believed of the wall clock otherwise: somebody may have set it.</param>
    public TimeSpan Since(SteadyMark earlier, TimeSpan limit)
    {
        if (Boot == earlier.Boot && Milliseconds >= earlier.Milliseconds)
            return TimeSpan.FromMilliseconds(Milliseconds - earlier.Milliseconds);
        var wall = TimeSpan.FromMilliseconds(WallMilliseconds - earlier.WallMilliseconds);
        return wall < TimeSpan.Zero ? TimeSpan.Zero : wall < limit ? wall : limit;
    }

    private static string ReadBoot()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Guid.NewGuid().ToString(); // no such file: each process measures for itself
        }
    }
}
