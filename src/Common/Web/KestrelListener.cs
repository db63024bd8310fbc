using System.Net;
using System.Net.Sockets;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Languages.Results;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImageAutomation.Common.Web;

/// <summary>
/// Kestrel at one address. It is put together by hand: ASP.NET's builders bring configuration, services and routing that nobody asks for
/// here, and 7 MB of memory. One Kestrel per address, because its limits are for all of its addresses together.
/// </summary>
internal sealed class KestrelListener : IAsyncDisposable
{
    private readonly KestrelServer server;
    private readonly ILoggerFactory loggers;
    private readonly TimeSpan stopTimeout;
    private readonly TimeProvider time;

    private KestrelListener(KestrelServer server, IPEndPoint address, ILoggerFactory loggers, TimeSpan stopTimeout, TimeProvider time) =>
        (this.server, Address, this.loggers, this.stopTimeout, this.time) = (server, address, loggers, stopTimeout, time);

    /// <summary>Where it listens, with the port that the system chose.</summary>
    public IPEndPoint Address { get; }

    /// <inheritdoc cref="WebServer.StartAsync"/>
    public static async Task<Result<KestrelListener>> StartAsync(
        ListenAddress address, WebListener listener, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var own = loggers.CreateLogger<WebServer>();
        var gate = new ConnectionGate(listener.Limits.MaxConnections, own);
        var options = Options.Create(new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false });
        ListenOptions? bound = null;
        options.Value.Listen(EndPointOf(address), endpoint =>
        {
            bound = endpoint;
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(gate.Guard);
            if (listener.Certificate is { } certificate)
                endpoint.Use(new TlsDoor(certificate, listener.Issuers, listener.Limits.HeaderTimeout, time, own).Guard);
        });
        Set(options.Value.Limits, listener.Limits);
        var sockets = new SocketTransportOptions
        {
            IOQueueCount = 1, // few requests
            MaxReadBufferSize = listener.Limits.BufferBytes,
            MaxWriteBufferSize = listener.Limits.BufferBytes,
        };

        var warnings = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Warning).AddProvider(new Forward(loggers)));
        var server = new KestrelServer(options, new SocketTransportFactory(Options.Create(sockets), warnings), warnings);
        try
        {
            await server.StartAsync(new Router(listener.Routes, own), cancellationToken);
            // Not null: Listen has set it, and was given an IPEndPoint.
            return new KestrelListener(server, bound!.IPEndPoint!, warnings, listener.Limits.StopTimeout, time);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            server.Dispose();
            warnings.Dispose();
            return Failure.Transient(WebServer.AddressInUse, $"cannot listen on {address}: {Innermost(e).Message}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var late = new CancellationTokenSource(stopTimeout, time);
        await server.StopAsync(late.Token);
        server.Dispose();
        loggers.Dispose();
    }

    // A machine without IPv6 has no wildcard for both.
    private static IPEndPoint EndPointOf(ListenAddress address) =>
        new(address.Address ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any), address.Port);

    private static void Set(KestrelServerLimits kestrel, WebLimits limits)
    {
        kestrel.MaxConcurrentConnections = null; // ConnectionGate holds this bound
        kestrel.MaxConcurrentUpgradedConnections = 0;
        kestrel.MaxRequestLineSize = limits.MaxRequestLineBytes;
        kestrel.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        kestrel.MaxRequestHeaderCount = limits.MaxHeaders;
        kestrel.MaxRequestBodySize = 0; // routes say more
        kestrel.MaxRequestBufferSize = limits.BufferBytes;
        kestrel.MaxResponseBufferSize = limits.BufferBytes;
        kestrel.RequestHeadersTimeout = limits.HeaderTimeout;
        kestrel.KeepAliveTimeout = limits.KeepAliveTimeout;
        kestrel.MinRequestBodyDataRate = new MinDataRate(limits.MinBytesPerSecond, limits.RateGrace);
        kestrel.MinResponseDataRate = new MinDataRate(limits.MinBytesPerSecond, limits.RateGrace);
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner) exception = inner;
        return exception;
    }

    // Its own messages below warnings tell of each connection, and quote from requests when somebody listens.
    private sealed class Forward(ILoggerFactory loggers) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

        public void Dispose()
        {
            // the loggers are the program's
        }
    }
}
