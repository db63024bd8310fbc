using ImageAutomation.Common.Network;
using ImageAutomation.ImageReflector.Registry.Addresses;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>Keeps one <see cref="Transport"/> per settings; idle ones go when there are many.</summary>
internal sealed class TransportPool(RegistryClientOptions options, TimeProvider time) : IDisposable
{
    private const int MaxIdle = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Tls, string Proxy, AddressTrust Trust), Transport> transports = [];

    public AddressBook Addresses { get; } = new();

    /// <summary>Hands out a transport; <see cref="Transport.Return"/> must follow.</summary>
    public Transport Rent(TlsSettings? tls, ProxySettings? proxy, AddressTrust trust)
    {
        lock (gate)
        {
            var key = (tls?.Fingerprint ?? "", proxy?.Fingerprint ?? "", trust);
            if (!transports.TryGetValue(key, out var transport))
            {
                DropIdle();
                transport = new Transport(tls, proxy, trust, Addresses, options);
                transports.Add(key, transport);
            }

            transport.LastUsed = time.GetUtcNow();
            transport.Rent();
            return transport;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var transport in transports.Values) transport.Dispose();
            transports.Clear();
        }
    }

    private void DropIdle()
    {
        if (transports.Count < MaxIdle) return;
        foreach (var (key, transport) in transports.Where(pair => pair.Value.IsIdle).OrderBy(pair => pair.Value.LastUsed).Take(MaxIdle / 4)
            .ToList())
        {
            transports.Remove(key);
            transport.Dispose();
        }
    }
}
