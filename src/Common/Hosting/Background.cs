namespace ImageAutomation.Common.Hosting;

/// <summary>Work beside the main work: begins at once, and is cancelled and awaited at the end.</summary>
internal sealed class Background : IAsyncDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly Task work;

    public Background(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        this.work = work(stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await work;
        stop.Dispose();
    }
}
