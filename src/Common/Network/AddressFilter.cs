using System.Net;
using System.Net.Sockets;

namespace ImageAutomation.Common.Network;

/// <summary>Judges addresses after name resolution, so that a changing answer of a name server cannot get around it. Pure.</summary>
public static class AddressFilter
{
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("198.18.0.0/15"), // protocol assignments, with Oracle's metadata; benchmarks
        IPNetwork.Parse("168.63.129.16/32"), IPNetwork.Parse("100.100.100.200/32"), // Azure's host, Alibaba's metadata
        IPNetwork.Parse("::/128"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
        IPNetwork.Parse("fd00:ec2::/32"), IPNetwork.Parse("fd20:ce::/32"), // metadata of AWS and Google Cloud
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fec0::/10"),
    ];

    private static readonly IPNetwork LocalTranslation = IPNetwork.Parse("64:ff9b:1::/48");

    /// <summary>The kind of network; of an address that leads to others by translation, the least welcome of all of them.</summary>
    public static AddressClass Classify(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var found = ClassifyAlone(address);
        foreach (var embedded in EmbeddedIPv4(address))
            if (ClassifyAlone(embedded) is var inner && inner > found) found = inner;
        return found;
    }

    /// <summary>
    /// A host that the user configured may be anywhere but in the refused ranges. A host learned from an answer may be in a private
    /// network only when the one that named it is, and on this machine only when that one is.
    /// </summary>
    public static bool IsAllowed(IPAddress address, AddressTrust trust) => Classify(address) switch
    {
        AddressClass.Refused => false,
        AddressClass.Loopback => trust is AddressTrust.Configured or AddressTrust.LearnedFromLoopback,
        AddressClass.Private => trust is not AddressTrust.LearnedFromPublic,
        _ => true,
    };

    private static AddressClass ClassifyAlone(IPAddress address)
    {
        if (IPAddress.IsLoopback(address)) return AddressClass.Loopback;
        if (Array.Exists(Refused, network => network.Contains(address))) return AddressClass.Refused;
        return Array.Exists(Private, network => network.Contains(address)) ? AddressClass.Private : AddressClass.Public;
    }

    /// <summary>
    /// The IPv4 addresses that may be reached through an IPv6 one: mapped, compatible, 6to4, NAT64, ISATAP, stateless translation.
    /// </summary>
    private static List<IPAddress> EmbeddedIPv4(IPAddress address)
    {
        var found = new List<IPAddress>();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback)
            || address.Equals(IPAddress.IPv6Any))
            return found;
        ReadOnlySpan<byte> bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6 || !bytes[..12].ContainsAnyExcept((byte)0) // ::ffff:a.b.c.d, ::a.b.c.d
            || bytes[..12].SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) // 64:ff9b::/96
            || bytes[..12].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0]) // ::ffff:0:a.b.c.d
            || (bytes[8] is 0 or 2 && bytes[9..12].SequenceEqual((ReadOnlySpan<byte>)[0, 0x5e, 0xfe]))) // ISATAP
            found.Add(new IPAddress(bytes[12..]));
        if (bytes[0] == 0x20 && bytes[1] == 0x02) found.Add(new IPAddress(bytes[2..6])); // 2002::/16
        if (!LocalTranslation.Contains(address)) return found;
        // Who runs the translation chose the length of its prefix (RFC 6052): 48, 56, 64 or 96 bits.
        ReadOnlySpan<byte> suffix = [bytes[6], bytes[7], .. bytes[9..]];
        foreach (var start in (ReadOnlySpan<int>)[0, 1, 2, 5])
            if (suffix[start] != 0) found.Add(new IPAddress(suffix.Slice(start, 4))); // else it is padding
        return found;
    }
}
