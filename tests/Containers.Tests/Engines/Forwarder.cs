using System.Net;
using System.Net.Sockets;

namespace ImageAutomation.Containers.Tests.Engines;

/// <summary>
/// Lets containers reach a port of this machine's loopback: listens on the address of the engine's bridge, and nowhere else.
/// </summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private readonly TcpListener listener = new(Engine.Gateway, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> connections = []; // few in a test: none is taken off
    private readonly Task accepting;
    private readonly int target;

    /// <param name="target">A port of 127.0.0.1.</param>
    public Forwarder(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where containers find it.</summary>
    public IPEndPoint Address => (IPEndPoint)listener.LocalEndpoint;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient near;
            try
            {
                near = await listener.AcceptTcpClientAsync(stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return; // stopped
            }

            connections.Add(CarryAsync(near));
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, target, stop.Token);
                await Task.WhenAll(CopyAsync(near, far), CopyAsync(far, near));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // A connection that was cut on one side is cut on the other by disposing both.
            }
        }
    }

    // An end of sending is passed on; the other direction goes on until it ends itself.
    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), stop.Token);
        to.Client.Shutdown(SocketShutdown.Send);
    }
}
