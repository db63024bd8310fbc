using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using ImageAutomation.Common.Network;
using ImageAutomation.ImageReflector.Registry.Addresses;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>Connections of one combination of TLS settings, proxy and trust in the host's address.</summary>
internal sealed class Transport : IDisposable
{
    private readonly AddressTrust trust;
    private readonly bool hasOwnProxy;
    private readonly IWebProxy proxies;
    private readonly ConditionalWeakTable<HttpRequestMessage, object> reached = []; // the class of the address, until the connection stands
    private readonly AddressBook addresses;
    private readonly HttpMessageInvoker invoker;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;
    private readonly ConcurrentDictionary<string, string> certificateFaults = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> oldHttp = new(StringComparer.OrdinalIgnoreCase);
    private int users;

    public Transport(TlsSettings? tls, ProxySettings? proxy, AddressTrust trust, AddressBook addresses, RegistryClientOptions options)
    {
        this.trust = trust;
        hasOwnProxy = proxy is not null;
        proxies = proxy is null ? EnvironmentProxy.Current() : proxy;
        this.addresses = addresses;
        resolve = options.Resolve;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None, // manifests are hashed as sent
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectTimeout = options.ConnectTimeout,
            MaxResponseHeadersLength = 64,
            PreAuthenticate = false,
            ActivityHeadersPropagator = null, // registries have no use for our trace ids
            Proxy = proxies,
            ConnectCallback = ConnectAsync,
            PlaintextStreamFilter = Established,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
                {
                    var fault = CertificateCheck.FindFault(certificate, chain, errors, tls?.Roots);
                    if (sender is SslStream stream) Remember(stream.TargetHostName, fault);
                    return fault is null;
                },
            },
        };
        if (tls is { ClientChain.Count: > 0 })
        {
            var chain = tls.ClientChain;
            var rest = new System.Security.Cryptography.X509Certificates.X509Certificate2Collection(chain.Skip(1).ToArray());
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(chain[0], rest, offline: true);
        }

        invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>When it was last handed out, on the provider's clock.</summary>
    public DateTimeOffset LastUsed { get; set; }

    public bool IsIdle => Volatile.Read(ref users) == 0;

    public void Rent() => Interlocked.Increment(ref users);

    public void Return() => Interlocked.Decrement(ref users);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        invoker.SendAsync(request, cancellationToken);

    /// <summary>Which certificate check last failed for a host; null when none did.</summary>
    public string? CertificateFault(string host) => certificateFaults.GetValueOrDefault(host);

    /// <summary>Whether a host said that it wants HTTP/1.1.</summary>
    public bool WantsHttp11(Uri uri) => oldHttp.ContainsKey(uri.Authority);

    /// <summary>Remembers that a host refused HTTP/2 in words of HTTP/2.</summary>
    /// <returns>Whether that was news.</returns>
    public bool LearnHttp11(Uri uri) => oldHttp.Count < 1000 && oldHttp.TryAdd(uri.Authority, true);

    public void Dispose() => invoker.Dispose();

    private void Remember(string host, string? fault)
    {
        if (fault is null) certificateFaults.TryRemove(host, out _);
        else if (certificateFaults.Count < 1000) certificateFaults[host] = fault;
    }

    // After TLS: whoever only accepts a connection has not shown to be the host.
    private ValueTask<Stream> Established(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        var request = context.InitialRequestMessage;
        if (reached.TryGetValue(request, out var found) && reached.Remove(request) && request.RequestUri is { } uri)
            addresses.Remember(uri.IdnHost, (AddressClass)found);
        return new(context.PlaintextStream);
    }

    /// <summary>Asks the settings: a CONNECT names the proxy itself, so comparing names tells nothing.</summary>
    private bool LeadsToProxy(HttpRequestMessage request) => request.Method == HttpMethod.Connect
        || (request.RequestUri is { } uri && !proxies.IsBypassed(uri) && proxies.GetProxy(uri) is not null);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var isProxy = LeadsToProxy(context.InitialRequestMessage);
        var found = IPAddress.TryParse(endPoint.Host, out var literal) ? [literal] : await resolve(endPoint.Host, cancellationToken);

        // A proxy is configured, not learned; the operator's own may be anywhere.
        var allowed = isProxy && !hasOwnProxy ? found
            : Array.FindAll(found, address => AddressFilter.IsAllowed(address, isProxy ? AddressTrust.Configured : trust));
        if (allowed.Length == 0) throw new AddressRefusedException(endPoint.Host, trust);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endPoint.Port, cancellationToken);
            if (!isProxy && trust == AddressTrust.Configured && socket.RemoteEndPoint is IPEndPoint remote)
                reached.AddOrUpdate(context.InitialRequestMessage, AddressFilter.Classify(remote.Address));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
