using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>
/// Gathers policy changes that come close together: a run starts after a quiet period, and at the latest after a maximum delay.
/// </summary>
internal sealed class PolicyBatches(TimeProvider time, Action<ObjectKey> start) : IDisposable
{
    private static readonly TimeSpan DefaultQuietPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan DefaultMaxDelay = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<ObjectKey, (ITimer Timer, long First)> open = [];

    /// <summary>Notes that a policy of an automation changed.</summary>
    public void Note(ImageUpdateAutomation automation)
    {
        ArgumentNullException.ThrowIfNull(automation);
        var batch = automation.Spec.Update?.Batch;
        var quiet = batch?.QuietPeriod?.Value ?? DefaultQuietPeriod;
        var longest = batch?.MaxDelay?.Value ?? DefaultMaxDelay;
        var key = automation.Key;
        lock (gate)
        {
            var first = open.TryGetValue(key, out var pending) ? pending.First : time.GetTimestamp();
            var wait = TimeSpan.FromTicks(Math.Clamp((longest - time.GetElapsedTime(first)).Ticks, 0, quiet.Ticks));
            pending.Timer?.Dispose();
            open[key] = (time.CreateTimer(_ => Fire(key), null, wait, Timeout.InfiniteTimeSpan), first);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (timer, _) in open.Values) timer.Dispose();
            open.Clear();
        }
    }

    private void Fire(ObjectKey key)
    {
        lock (gate)
        {
            if (open.Remove(key, out var pending)) pending.Timer.Dispose();
        }

        start(key);
    }
}
