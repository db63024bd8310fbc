namespace ImageAutomation.ImageReflector.Registry.Budgets;

/// <summary>A rate limit that hands out start times instead of refusals, so that waiters keep their order.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly TimeSpan interval = TimeSpan.FromSeconds(1 / perSecond);
    private DateTimeOffset next = DateTimeOffset.MinValue;

    /// <summary>Takes a token and tells how long to wait before it may be used.</summary>
    public TimeSpan Take()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            // "next" may lie up to a full burst in the past; further back would save up more than the burst.
            var earliest = now - ((burst - 1) * interval);
            if (next < earliest) next = earliest;
            var wait = next - now;
            next += interval;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }
}
