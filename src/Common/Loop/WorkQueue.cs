using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>
/// Keys that want a run. A key is in it once however often it is added; a key that is being worked on is handed out again only after
/// <see cref="Done"/>, then once for all additions meanwhile. Who is handed out next is the business of <see cref="Turns"/>.
/// </summary>
public sealed class WorkQueue : IDisposable
{
    /// <summary>A run that lasts longer than this holds its place, but no worker: most of what it does is to wait.</summary>
    public static readonly TimeSpan BusyTime = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly string name;
    private readonly LoopMetrics metrics;
    private readonly IRunShares shares;
    private readonly Turns turns;
    private readonly Dictionary<ObjectKey, long> dirty = []; // when it was added
    private readonly Dictionary<ObjectKey, (long Since, ITimer Busy)> processing = []; // when it was taken
    private readonly Dictionary<ObjectKey, (ITimer Timer, long Since, TimeSpan Delay)> delayed = [];
    private readonly LinkedList<TaskCompletionSource<ObjectKey>> takers = [];

    /// <summary>Makes an empty queue.</summary>
    /// <param name="name">Name of the controller, for metrics.</param>
    /// <param name="options">Workers and places.</param>
    /// <param name="time">Time.</param>
    /// <param name="metrics">Told about additions and waits.</param>
    /// <param name="shares">What keys share; null: nothing.</param>
    public WorkQueue(string name, LoopOptions options, TimeProvider time, LoopMetrics metrics, IRunShares? shares = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.time = time;
        this.name = name;
        this.metrics = metrics;
        this.shares = shares ?? NoShares.Instance;
        turns = new Turns(options.Concurrent, options.Concurrent + options.Waiting, this.shares);
    }

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
                var running = processing.Values.Select(run => time.GetElapsedTime(run.Since)).ToList();
                return new QueueState(dirty.Count, TimeSpan.FromTicks(running.Sum(t => t.Ticks)), running.Count == 0 ? TimeSpan.Zero
                    : running.Max());
            }
        }
    }

    /// <summary>Asks for a run of a key.</summary>
    public void Add(ObjectKey key)
    {
        lock (gate)
        {
            CancelDelay(key);
            if (dirty.TryAdd(key, time.GetTimestamp())) metrics.KeyAdded(name);
            else if (!turns.IsHeld(key)) return;
            if (processing.ContainsKey(key)) return;
            turns.Add(key);
            HandOut();
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
            if (dirty.ContainsKey(key)
                || (delayed.TryGetValue(key, out var pending) && pending.Delay - time.GetElapsedTime(pending.Since) <= delay))
                return;
            CancelDelay(key);
            delayed[key] = (time.CreateTimer(_ => Add(key), null, delay, Timeout.InfiniteTimeSpan), time.GetTimestamp(), delay);
        }
    }

    /// <summary>Waits for a key whose turn it is and takes it for work; <see cref="Done"/> gives it back.</summary>
    public async ValueTask<ObjectKey> TakeAsync(CancellationToken cancellationToken)
    {
        var taker = new TaskCompletionSource<ObjectKey>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            takers.AddLast(taker);
            HandOut();
        }

        await using var stop = cancellationToken.Register(() => Withdraw(taker, cancellationToken));
        return await taker.Task;
    }

    /// <summary>Ends the work on a key.</summary>
    /// <param name="key">Taken before.</param>
    /// <param name="hasFailed">Whether it failed. A failure after more than <see cref="BusyTime"/> makes what it talked to suspect.</param>
    public void Done(ObjectKey key, bool hasFailed = false)
    {
        lock (gate)
        {
            if (!processing.Remove(key, out var run)) return;
            run.Busy.Dispose();
            shares.Ended(key, hasFailed && time.GetElapsedTime(run.Since) > BusyTime);
            turns.End(key);
            if (dirty.ContainsKey(key)) turns.Add(key);
            HandOut();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (timer, _, _) in delayed.Values) timer.Dispose();
            foreach (var (_, timer) in processing.Values) timer.Dispose();
            delayed.Clear();
        }
    }

    private void Withdraw(TaskCompletionSource<ObjectKey> taker, CancellationToken cancellationToken)
    {
        lock (gate)
            if (takers.Remove(taker)) taker.TrySetCanceled(cancellationToken);
    }

    // The caller holds the gate.
    private void HandOut()
    {
        while (takers.First is { } taker && turns.TryTake(out var key))
        {
            takers.Remove(taker);
            dirty.Remove(key, out var added);
            var since = time.GetTimestamp();
            processing[key] = (since, time.CreateTimer(_ => LetGo(key, since), null, BusyTime, Timeout.InfiniteTimeSpan));
            metrics.RunStarted(name, time.GetElapsedTime(added));
            taker.Value.TrySetResult(key);
        }
    }

    private void LetGo(ObjectKey key, long since)
    {
        lock (gate)
        {
            // A late call of the timer of an earlier run must not count for this one.
            if (!processing.TryGetValue(key, out var run) || run.Since != since) return;
            turns.Waits(key);
            HandOut();
        }
    }

    // The caller holds the gate.
    private void CancelDelay(ObjectKey key)
    {
        if (delayed.Remove(key, out var pending)) pending.Timer.Dispose();
    }
}
