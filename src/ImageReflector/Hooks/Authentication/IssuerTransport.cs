using System.Net;
using System.Net.Sockets;
using ImageAutomation.Common.Network;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Connections of one look at an issuer; they know which address it was found at.</summary>
/// <remarks>
/// A new one each time, which is once an hour: what an address may lead to depends on where this issuer was reached, so connections
/// are not shared.
/// </remarks>
internal sealed class IssuerTransport : IDisposable
{
    private readonly AddressGate addresses;
    private AddressTrust trust = AddressTrust.Configured;
    private AddressClass reached;

    /// <param name="addresses">Which addresses may be connected to.</param>
    /// <param name="usesProxy">Whether the environment's proxy is used; not for issuers on this machine.</param>
    public IssuerTransport(AddressGate addresses, bool usesProxy)
    {
        this.addresses = addresses;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = usesProxy,
            AutomaticDecompression = DecompressionMethods.None, // the bound counts what is unpacked
            MaxResponseHeadersLength = 64,
            PreAuthenticate = false,
            ActivityHeadersPropagator = null, // issuers have no use for our trace ids
            ConnectCallback = ConnectAsync,
        };
        Http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = IssuerDocuments.MaxBytes };
        Http.DefaultRequestHeaders.UserAgent.ParseAdd("image-reflector");
    }

    public HttpClient Http { get; }

    /// <summary>From here on hosts are such as an answer named: they may be no nearer than who named them.</summary>
    public void LeaveConfiguredHost() => trust = reached switch
    {
        AddressClass.Loopback => AddressTrust.LearnedFromLoopback,
        AddressClass.Private => AddressTrust.LearnedFromPrivate,
        _ => AddressTrust.LearnedFromPublic,
    };

    /// <summary>Whether an address may be connected to now.</summary>
    public bool IsAllowed(IPAddress address) => addresses.IsAllowed(address) && AddressFilter.IsAllowed(address, trust);

    public void Dispose() => Http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var allowed = Array.FindAll(await addresses.FindAsync(host, cancellationToken), IsAllowed);
        if (allowed.Length == 0) throw new AddressRefusedException(host, trust);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            if (socket.RemoteEndPoint is IPEndPoint remote) reached = AddressFilter.Classify(remote.Address);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
