using System.Net;
using System.Net.Sockets;

namespace ImageAutomation.Common.Network;

/// <summary>Leads from a host that a user named to the addresses that may be connected to.</summary>
public sealed record AddressGate
{
    /// <summary>Whether private networks and this machine are allowed; default true. Link-local and metadata addresses never are.</summary>
    public bool AllowsPrivate { get; init; } = true;

    /// <summary>Resolves names; tests lead names where no name server would.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Whether an address may be connected to.</summary>
    public bool IsAllowed(IPAddress address) =>
        AddressFilter.IsAllowed(address, AllowsPrivate ? AddressTrust.Configured : AddressTrust.LearnedFromPublic);

    /// <summary>The addresses of a host; itself when it is one.</summary>
    /// <param name="host">Name or address, an IPv6 one with or without brackets.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SocketException">The name could not be resolved.</exception>
    public async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        return IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Resolve(host, cancellationToken);
    }

    /// <summary>Connects for an HTTP handler, to allowed addresses only. A proxy, too, must be at one.</summary>
    /// <exception cref="AddressRefusedException">None of the host's addresses is allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var allowed = Array.FindAll(await FindAsync(host, cancellationToken), IsAllowed);
        if (allowed.Length == 0) throw new AddressRefusedException(host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
