using System.Collections.Concurrent;
using System.Net;
using ImageAutomation.Common.Network;

namespace ImageAutomation.ImageReflector.Registry.Addresses;

/// <summary>Remembers what kind of network each configured registry was reached in; it decides where its answers may lead.</summary>
internal sealed class AddressBook
{
    private const int MaxHosts = 10_000;

    private readonly ConcurrentDictionary<string, AddressClass> classes = new(StringComparer.OrdinalIgnoreCase);

    public void Remember(string host, AddressClass found)
    {
        if (classes.Count >= MaxHosts) classes.Clear(); // a cache: the next connection fills it again
        // The least trusted one wins: a host whose name leads here and there may name nothing that is not public.
        classes.AddOrUpdate(host, found, (_, known) => found < known ? found : known);
    }

    /// <summary>Trust in a host named by the registry's answers; a name behind a proxy counts as public.</summary>
    public AddressTrust TrustInAnswersOf(string registryHost) => ClassOf(registryHost) switch
    {
        AddressClass.Loopback => AddressTrust.LearnedFromLoopback,
        AddressClass.Private => AddressTrust.LearnedFromPrivate,
        _ => AddressTrust.LearnedFromPublic,
    };

    private AddressClass ClassOf(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal)) return AddressFilter.Classify(literal);
        return classes.GetValueOrDefault(host, AddressClass.Public);
    }
}
