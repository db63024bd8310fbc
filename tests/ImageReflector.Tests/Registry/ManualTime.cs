namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>A clock that stands still until it is moved; timers fire on the way.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        lock (gate) now += by;
        while (true)
        {
            ManualTimer? due;
            lock (gate)
            {
                due = timers.Where(timer => timer.Due <= now).OrderBy(timer => timer.Due).FirstOrDefault();
                due?.Rearm();
            }

            if (due is null) return;
            due.Fire();
        }
    }

    /// <summary>Jumps from wait to wait until the task ends; returns how much time that took on this clock.</summary>
    /// <remarks>Timeouts (timers of cancellation sources) are not jumped to: they are to fire only when a wait passes them.</remarks>
    public async Task<TimeSpan> RunAsync(Task task)
    {
        var started = GetUtcNow();
        while (!task.IsCompleted)
        {
            // Real work (sockets) goes on between the jumps.
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(5), System));
            TimeSpan next;
            lock (gate)
            {
                var waits = timers.Where(timer => !timer.IsTimeout).ToList();
                next = waits.Count == 0 ? TimeSpan.Zero : waits.Min(timer => timer.Due) - now;
            }

            if (!task.IsCompleted && next > TimeSpan.Zero) Advance(next);
        }

        await task;
        return GetUtcNow() - started;
    }

    private sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

        public bool IsTimeout => state is CancellationTokenSource;

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (owner.gate)
            {
                period = newPeriod;
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : owner.now + dueTime;
                owner.timers.Remove(this);
                if (Due != DateTimeOffset.MaxValue) owner.timers.Add(this);
            }

            return true;
        }

        public void Rearm()
        {
            if (period > TimeSpan.Zero) Due += period;
            else owner.timers.Remove(this);
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (owner.gate) owner.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
