using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>A SOCKS5 proxy on loopback that leads every name to one server; with user name and password when given.</summary>
/// <remarks>Source: RFC 1928 and RFC 1929, only what a client of HTTP needs.</remarks>
public sealed class SocksStandIn : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly int targetPort;
    private readonly (string User, string Password)? login;
    private readonly ConcurrentQueue<string> wanted = new();
    private readonly Task serving;

    public SocksStandIn(int targetPort, (string User, string Password)? login = null)
    {
        this.targetPort = targetPort;
        this.login = login;
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Names and ports that clients asked for.</summary>
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
            if (!await GreetAsync(stream)) return;
            var head = await ReadAsync(stream, 4); // version, connect, reserved, address type
            var host = head[3] switch
            {
                1 => new IPAddress(await ReadAsync(stream, 4)).ToString(),
                4 => new IPAddress(await ReadAsync(stream, 16)).ToString(),
                _ => Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0])),
            };
            var port = await ReadAsync(stream, 2);
            wanted.Enqueue($"{host}:{(port[0] << 8) | port[1]}");
            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, targetPort, stop.Token);
            await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, stop.Token);
            await Task.WhenAny(stream.CopyToAsync(target.GetStream(), stop.Token), target.GetStream().CopyToAsync(stream, stop.Token));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            wanted.Enqueue("ended: " + exception.GetType().Name); // a client that left; tests look at Wanted
        }
    }

    private async Task<bool> GreetAsync(NetworkStream stream)
    {
        var greeting = await ReadAsync(stream, 2);
        var methods = await ReadAsync(stream, greeting[1]);
        var method = (byte)(login is null ? 0 : 2);
        if (!methods.Contains(method)) method = 0xFF;
        await stream.WriteAsync(new byte[] { 5, method }, stop.Token);
        if (method != 2) return method == 0;
        await ReadAsync(stream, 1);
        var user = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]));
        var password = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]));
        var good = (user, password) == login;
        await stream.WriteAsync(new byte[] { 1, (byte)(good ? 0 : 1) }, stop.Token);
        return good;
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, stop.Token);
        return bytes;
    }
}
