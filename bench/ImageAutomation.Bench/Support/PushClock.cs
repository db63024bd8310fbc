using System.Diagnostics;

namespace ImageAutomation.Bench.Support;

/// <summary>Time that <c>git push</c> processes took, from the spans around them.</summary>
internal sealed class PushClock : IDisposable
{
    private readonly ActivityListener listener;
    private long ticks;

    public PushClock()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "git push") Interlocked.Add(ref ticks, activity.Duration.Ticks);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    public void Dispose() => listener.Dispose();
}
