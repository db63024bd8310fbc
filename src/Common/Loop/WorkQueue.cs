using System.Threading.Channels;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>
/// Keys that want a run. A key is in it once however often it is added; a key that is being worked on is handed out again only after
/// <see cref="Done"/>, then once for all additions meanwhile.
/// </summary>
/// <param name="time">Time.</param>
/// <param name="name">Name of the controller, for metrics.</param>
/// <param name="metrics">Told about additions and waits; null: nobody.</param>
public sealed class WorkQueue(TimeProvider time, string name = "", ILoopMetrics? metrics = null) : IDisposable
{
    private readonly Lock gate = new();
    private readonly ILoopMetrics metrics = metrics ?? NoLoopMetrics.Instance;
    private readonly Dictionary<ObjectKey, long> dirty = []; // when it was added
    private readonly Dictionary<ObjectKey, long> processing = []; // when it was taken
    private readonly Dictionary<ObjectKey, (ITimer Timer, DateTimeOffset At)> delayed = [];
    private readonly Channel<ObjectKey> ready = Channel.CreateUnbounded<ObjectKey>();

    /// <summary>Whether nothing waits, is delayed or is being worked on.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate) return dirty.Count == 0 && processing.Count == 0 && delayed.Count == 0;
        }
    }

    /// <summary>Keys that wait for a worker.</summary>
    public int Depth
    {
        get
        {
            lock (gate) return dirty.Count;
        }
    }

    /// <summary>What is in it now.</summary>
    public QueueState State
    {
        get
        {
            lock (gate)
            {
                var running = processing.Values.Select(since => time.GetElapsedTime(since)).ToList();
                return new QueueState(dirty.Count, TimeSpan.FromTicks(running.Sum(t => t.Ticks)), running.Count == 0 ? TimeSpan.Zero : running.Max());
            }
        }
    }

    /// <summary>Asks for a run of a key.</summary>
    public void Add(ObjectKey key)
    {
        lock (gate)
        {
            CancelDelay(key);
            if (!dirty.TryAdd(key, time.GetTimestamp())) return;
            metrics.KeyAdded(name);
            if (!processing.ContainsKey(key)) ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Asks for a run of a key after a delay; an earlier request stands.</summary>
    public void AddAfter(ObjectKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (gate)
        {
            var at = time.GetUtcNow() + delay;
            if (dirty.ContainsKey(key) || (delayed.TryGetValue(key, out var pending) && pending.At <= at)) return;
            CancelDelay(key);
            delayed[key] = (time.CreateTimer(_ => Add(key), null, delay, Timeout.InfiniteTimeSpan), at);
        }
    }

    /// <summary>Waits for a key and takes it for work; <see cref="Done"/> gives it back.</summary>
    public async ValueTask<ObjectKey> TakeAsync(CancellationToken cancellationToken)
    {
        var key = await ready.Reader.ReadAsync(cancellationToken);
        lock (gate)
        {
            dirty.Remove(key, out var added);
            processing[key] = time.GetTimestamp();
            metrics.RunStarted(name, time.GetElapsedTime(added));
        }

        return key;
    }

    /// <summary>Ends the work on a key.</summary>
    public void Done(ObjectKey key)
    {
        lock (gate)
        {
            processing.Remove(key);
            if (dirty.ContainsKey(key)) ready.Writer.TryWrite(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (timer, _) in delayed.Values) timer.Dispose();
            delayed.Clear();
        }
    }

    // The caller holds the gate.
    private void CancelDelay(ObjectKey key)
    {
        if (delayed.Remove(key, out var pending)) pending.Timer.Dispose();
    }
}
