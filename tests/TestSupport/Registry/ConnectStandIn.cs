using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>An HTTP proxy on loopback that knows CONNECT alone and leads each name to the port that a test gives it.</summary>
/// <remarks>Source: RFC 9110, 9.3.6.</remarks>
public sealed class ConnectStandIn : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly IReadOnlyDictionary<string, int> ports;
    private readonly ConcurrentQueue<string> wanted = new();
    private readonly Task serving;

    public ConnectStandIn(IReadOnlyDictionary<string, int> ports)
    {
        this.ports = ports;
        listener.Start();
        serving = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Names that clients asked for.</summary>
    public IReadOnlyList<string> Wanted => [.. wanted];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true) clients.Add(ServeClientAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients); // stopped
        }
    }

    private async Task ServeClientAsync(TcpClient client)
    {
        using var own = client;
        try
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, stop.Token) == 1)
                head.Append((char)one[0]);
            var name = head.ToString().Split(' ')[1].Split(':')[0];
            wanted.Enqueue(name);
            if (!ports.TryGetValue(name, out var port))
            {
                await stream.WriteAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop.Token);
                return;
            }

            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, port, stop.Token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), stop.Token);
            await Task.WhenAny(stream.CopyToAsync(target.GetStream(), stop.Token), target.GetStream().CopyToAsync(stream, stop.Token));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            // the client or the target went away
        }
    }
}
