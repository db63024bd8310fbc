using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>How many hints a Receiver may give: 20 a second, 200 at once. Beyond that its repositories are listed instead.</summary>
/// <param name="time">Time.</param>
internal sealed class HintRate(TimeProvider time)
{
    private const double PerSecond = 20;
    private const double Burst = 200;

    private readonly ConcurrentDictionary<ObjectKey, Bucket> buckets = new();

    /// <summary>Takes one, if there is one.</summary>
    public bool TryTake(ObjectKey receiver)
    {
        var bucket = buckets.GetOrAdd(receiver, _ => new Bucket { Left = Burst, At = time.GetTimestamp() });
        lock (bucket)
        {
            var now = time.GetTimestamp();
            bucket.Left = Math.Min(Burst, bucket.Left + (PerSecond * time.GetElapsedTime(bucket.At, now).TotalSeconds));
            bucket.At = now;
            if (bucket.Left < 1) return false;
            bucket.Left--;
            return true;
        }
    }

    /// <summary>Forgets a Receiver.</summary>
    public void Forget(ObjectKey receiver) => buckets.TryRemove(receiver, out _);

    // Locked by itself.
    private sealed class Bucket
    {
        public double Left { get; set; }

        public long At { get; set; }
    }
}
