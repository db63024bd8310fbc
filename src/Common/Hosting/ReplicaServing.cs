using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Web;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Hosting;

/// <summary>A <see cref="IReplicaServer"/> that runs and is served, until disposal.</summary>
internal sealed class ReplicaServing : IAsyncDisposable
{
    private readonly IReplicaServer server;
    private readonly WebServer web;
    private readonly Background work;

    private ReplicaServing(IReplicaServer server, WebServer web, CancellationToken cancellationToken)
    {
        (this.server, this.web) = (server, web);
        work = new Background(RunAsync, cancellationToken);
    }

    /// <summary>Starts it.</summary>
    /// <param name="server">What is run and served; disposed of in the end.</param>
    /// <param name="clock">Wakes its controllers.</param>
    /// <param name="time">Time.</param>
    /// <param name="loggers">Logs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>It, or why it cannot be served.</returns>
    public static async Task<Result<ReplicaServing>> StartAsync(
        IReplicaServer server, QuartzWakeUps clock, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (!(await WebServer.StartAsync([server.Listener], time, loggers, cancellationToken)).TryGet(out var web, out var failure))
        {
            server.Dispose();
            return failure;
        }

        foreach (var (controller, wake) in server.Wakeables) await clock.RegisterAsync(controller, wake, cancellationToken);
        return new ReplicaServing(server, web, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await work.DisposeAsync();
        await web.DisposeAsync();
        server.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await server.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // asked to stop
        }
    }
}
