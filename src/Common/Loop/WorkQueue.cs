using System.Threading.Channels;
using ImageAutomation.Common.Resources;

namespace ImageAutomation.Common.Loop;

/// <summary>
/// Keys that want a run. A key is in it once however often it is added; a key that is being worked on is handed out again only after
/// <see cref="Done"/>, then once for all additions meanwhile.
/// </summary>
public sealed class WorkQueue(TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly HashSet<ObjectKey> dirty = [];
    private readonly HashSet<ObjectKey> processing = [];
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

    /// <summary>Asks for a run of a key.</summary>
    public void Add(ObjectKey key)
    {
        lock (gate)
        {
            CancelDelay(key);
            if (dirty.Add(key) && !processing.Contains(key)) ready.Writer.TryWrite(key);
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
            if (dirty.Contains(key) || (delayed.TryGetValue(key, out var pending) && pending.At <= at)) return;
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
            dirty.Remove(key);
            processing.Add(key);
        }

        return key;
    }

    /// <summary>Ends the work on a key.</summary>
    public void Done(ObjectKey key)
    {
        lock (gate)
        {
            processing.Remove(key);
            if (dirty.Contains(key)) ready.Writer.TryWrite(key);
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
