using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>One time limit over a whole operation, which tells its own end from the caller's cancellation.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan limit;
    private readonly CancellationToken caller;
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource linked;

    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        this.limit = limit < TimeSpan.FromDays(20) ? limit : TimeSpan.FromDays(20); // what a timer can hold
        this.caller = caller;
        timer = new CancellationTokenSource(this.limit, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(caller, timer.Token);
    }

    public CancellationToken Token => linked.Token;

    /// <summary>Runs a step; when the time is up, the step's cancellation becomes a failure.</summary>
    public async Task<Result<T>> RunAsync<T>(Func<CancellationToken, Task<Result<T>>> step, Func<TimeSpan, Failure> expired)
    {
        try
        {
            return await step(Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            return expired(limit);
        }
    }

    public void Dispose()
    {
        linked.Dispose();
        timer.Dispose();
    }
}
