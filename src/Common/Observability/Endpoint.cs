using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Observability;

/// <summary>
/// Serves a few small pages over HTTP/1.1: GET and HEAD, one request a connection, 8 KiB of head, 5 seconds for the whole exchange,
/// 64 connections at once. Enough for probes and scrapes; a web server would add its framework to every program.
/// </summary>
public sealed class Endpoint : IAsyncDisposable
{
    /// <summary>Reason when the address cannot be listened on.</summary>
    public const string AddressInUse = "AddressInUse";

    private const int MaxHeadBytes = 8 * 1024;
    private const int MaxConnections = 64;
    private static readonly TimeSpan ExchangeTimeout = TimeSpan.FromSeconds(5);

    private readonly TcpListener listener;
    private readonly Func<string, HttpAnswer?> pages;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim free = new(MaxConnections);
    private readonly Task accepting;

    private Endpoint(TcpListener listener, Func<string, HttpAnswer?> pages, TimeProvider time, ILogger logger)
    {
        (this.listener, this.pages, this.time, this.logger) = (listener, pages, time, logger);
        Address = (IPEndPoint)listener.LocalEndpoint;
        accepting = AcceptAsync(stop.Token);
    }

    /// <summary>Where it listens, with the port that the system chose.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts to serve.</summary>
    /// <param name="address">Where.</param>
    /// <param name="pages">Path without query to its answer; null: 404.</param>
    /// <param name="time">Time.</param>
    /// <param name="logger">Log.</param>
    /// <returns>The endpoint, or a transient failure with reason <c>AddressInUse</c>.</returns>
    public static Result<Endpoint> Start(ListenAddress address, Func<string, HttpAnswer?> pages, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(address);
        TcpListener? listener = null;
        try
        {
            listener = address.Address is { } one ? new TcpListener(one, address.Port) : AllAddresses(address.Port);
            listener.Start(MaxConnections);
            return new Endpoint(listener, pages, time, logger);
        }
        catch (SocketException e)
        {
            listener?.Dispose();
            return Failure.Transient(AddressInUse, $"cannot listen on {address}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
        // The semaphore stays: exchanges that are under way still give it back, and it holds no handle.
    }

    // A machine without IPv6 has no wildcard for both.
    private static TcpListener AllAddresses(int port)
    {
        if (!Socket.OSSupportsIPv6) return new TcpListener(IPAddress.Any, port);
        var listener = new TcpListener(IPAddress.IPv6Any, port);
        listener.Server.DualMode = true;
        return listener;
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await free.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(cancellationToken), cancellationToken); // it catches what can go wrong
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                // For example no file descriptor left: the next try comes after others were given back.
                free.Release();
                logger.NotAccepted(e);
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ExchangeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                await using (stream)
                {
                    if (await ReadHeadAsync(stream, either.Token) is not { } head) return;
                    var (answer, isHead) = Answer(head);
                    await stream.WriteAsync(Render(answer, isHead), either.Token);
                    client.Client.Shutdown(SocketShutdown.Send);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            logger.ConnectionLost(e);
        }
#pragma warning disable CA1031 // a page that throws must not end the process or leak a place
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.PageThrew(e);
        }
        finally
        {
            free.Release();
        }
    }

    // Null: the peer closed before a request came, as port checks do.
    private static async Task<string?> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxHeadBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0) return null;
            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0) return Encoding.Latin1.GetString(buffer, 0, length);
        }

        return ""; // too long; answered as a bad request
    }

    private (HttpAnswer Answer, bool IsHead) Answer(string head)
    {
        var end = head.IndexOf("\r\n", StringComparison.Ordinal);
        var parts = end < 0 ? [] : head[..end].Split(' ');
        if (parts is not [var method, var target, var version] || !target.StartsWith('/') || !version.StartsWith("HTTP/1.", StringComparison.Ordinal))
            return (new HttpAnswer(400, "bad request\n"), false);
        if (method is not ("GET" or "HEAD")) return (new HttpAnswer(405, "only GET and HEAD\n"), false);
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return (pages(query < 0 ? target : target[..query]) ?? new HttpAnswer(404, "not found\n"), method == "HEAD");
    }

    private static byte[] Render(HttpAnswer answer, bool isHead)
    {
        var body = Encoding.UTF8.GetBytes(answer.Body);
        var reason = answer.Status switch { 200 => "OK", 400 => "Bad Request", 404 => "Not Found", 405 => "Method Not Allowed", 503 => "Service Unavailable", _ => "Status" };
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {answer.Status} {reason}\r\nContent-Type: {answer.ContentType}\r\nContent-Length: {body.Length}\r\n{(answer.Status == 405 ? "Allow: GET, HEAD\r\n" : "")}Connection: close\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. isHead ? [] : body];
    }
}
