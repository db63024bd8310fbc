namespace ImageAutomation.Common.Time;

/// <summary>
/// A clock whose time of day only moves forward, at the pace of the monotonic clock: what it says drifts from the wall clock when that is
/// set.
/// </summary>
/// <remarks>For schedules and for what is kept for a while. Never for what is shown, or compared with a time from elsewhere.</remarks>
/// <param name="inner">The clock behind it.</param>
public sealed class SteadyTime(TimeProvider inner) : TimeProvider
{
    private readonly DateTimeOffset begun = inner.GetUtcNow();
    private readonly long since = inner.GetTimestamp();

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => begun + inner.GetElapsedTime(since);

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
