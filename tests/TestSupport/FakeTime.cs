namespace ImageAutomation.TestSupport;

/// <summary>A clock that stands until a test advances it; timers fire in order while it moves.</summary>
public sealed class FakeTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<FakeTimer> timers = [];
    private DateTimeOffset now;

    public FakeTime(DateTimeOffset? start = null) => now = start ?? new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (true)
        {
            FakeTimer? due;
            lock (gate)
            {
                due = timers.Where(t => t.Due <= target).MinBy(t => t.Due);
                now = due?.Due > now ? due.Due.Value : due is null ? target : now;
            }

            if (due is null) return;
            due.Fire();
        }
    }

    /// <summary>How long until the first timeout of a cancellation source fires; null: none is set.</summary>
    public TimeSpan? NextTimeout
    {
        get
        {
            lock (gate) return timers.Where(t => t.IsTimeout).Min(t => t.Due) - now;
        }
    }

    /// <summary>Jumps from wait to wait until the task ends; returns how much time that took on this clock.</summary>
    /// <remarks>Timeouts (timers of cancellation sources) are not jumped to: they are to fire only when a wait passes them.</remarks>
    public async Task<TimeSpan> RunAsync(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var started = GetUtcNow();
        while (!task.IsCompleted)
        {
            // Real work (sockets) goes on between the jumps.
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(5), System));
            DateTimeOffset? next;
            lock (gate) next = timers.Where(t => !t.IsTimeout).Min(t => t.Due);
            if (!task.IsCompleted && next - GetUtcNow() is { Ticks: > 0 } wait) Advance(wait);
        }

        await task;
        return GetUtcNow() - started;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (gate) timers.Add(timer);
        return timer;
    }

    private sealed class FakeTimer(FakeTime clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? Due { get; private set; }

        public bool IsTimeout => state is CancellationTokenSource;

        public void Fire()
        {
            lock (clock.gate) Due = period > TimeSpan.Zero ? Due + period : null;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                period = newPeriod;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
