using System.Net;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Web;

/// <summary>The web server of a program: Kestrel, HTTP/1.1, at addresses with routes and limits of their own.</summary>
/// <remarks>It reads no environment variable and no file; everything is said by the listeners.</remarks>
public sealed class WebServer : IAsyncDisposable
{
    /// <summary>Reason when an address cannot be listened on.</summary>
    public const string AddressInUse = "AddressInUse";

    private readonly List<KestrelListener> running = [];

    private WebServer()
    {
    }

    /// <summary>Where it listens, with the ports that the system chose, in the order of the listeners that are not off.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => [.. running.Select(l => l.Address)];

    /// <summary>Starts what has an address, and logs each address as it came out.</summary>
    /// <param name="listeners">What is served where. When all are off, nothing of Kestrel is loaded.</param>
    /// <param name="time">Time; of stops only. Kestrel measures its timeouts by the system's clock.</param>
    /// <param name="loggers">Log. Of Kestrel it gets warnings and errors; what is below may quote requests.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The server, or a transient failure with reason <c>AddressInUse</c>; nothing is served then.</returns>
    public static async Task<Result<WebServer>> StartAsync(
        IReadOnlyList<WebListener> listeners, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listeners);
        ArgumentNullException.ThrowIfNull(loggers);
        var server = new WebServer();
        var logger = loggers.CreateLogger<WebServer>();
        foreach (var listener in listeners)
        {
            if (listener.Address is not { } address) continue;
            var started = await KestrelListener.StartAsync(address, listener, time, loggers, cancellationToken);
            if (!started.TryGet(out var serving, out var failure))
            {
                await server.DisposeAsync();
                return failure.Prefixed($"{listener.Name}: ");
            }

            server.running.Add(serving);
            logger.Serving(listener.Name, serving.Address);
        }

        return server;
    }

    /// <summary>Takes no more requests and waits for those that are under way, as long as <see cref="WebLimits.StopTimeout"/>.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(running.Select(l => l.DisposeAsync().AsTask()));
}
