using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Exponential back-off per key.</summary>
public sealed class Backoff(TimeSpan minimum, TimeSpan maximum)
{
    private readonly ConcurrentDictionary<ObjectKey, int> failures = new();

    /// <summary>Counts a failure and gives the delay before the next try: minimum, doubled per failure in a row, up to maximum.</summary>
    public TimeSpan Next(ObjectKey key)
    {
        var count = failures.AddOrUpdate(key, 1, (_, n) => n + 1);
        var factor = Math.Pow(2, Math.Min(count - 1, 30));
        return TimeSpan.FromTicks((long)Math.Min(minimum.Ticks * factor, maximum.Ticks));
    }

    /// <summary>Forgets the failures of a key.</summary>
    public void Reset(ObjectKey key) => failures.TryRemove(key, out _);
}
