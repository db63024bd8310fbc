using System.Net;
using System.Net.Sockets;

namespace ImageAutomation.ImageReflector.Registry.Addresses;

/// <summary>Judges addresses after name resolution, so that a changing answer of a name server cannot get around it.</summary>
internal static class AddressFilter
{
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("::/128"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::/32"), IPNetwork.Parse("ff00::/8"),
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("fc00::/7"),
    ];

    public static AddressClass Classify(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        else if (EmbeddedIPv4(address) is { } embedded) address = embedded;
        if (IPAddress.IsLoopback(address)) return AddressClass.Loopback;
        if (Refused.Any(network => network.Contains(address))) return AddressClass.Refused;
        return Private.Any(network => network.Contains(address)) ? AddressClass.Private : AddressClass.Public;
    }

    /// <summary>
    /// A host that the user configured may be anywhere but in the refused ranges. A host learned from an answer may be in a private
    /// network only when the registry is, and on this machine only when the registry is.
    /// </summary>
    public static bool IsAllowed(IPAddress address, AddressTrust trust) => Classify(address) switch
    {
        AddressClass.Refused => false,
        AddressClass.Loopback => trust is AddressTrust.Configured or AddressTrust.LearnedFromLoopback,
        AddressClass.Private => trust is not AddressTrust.LearnedFromPublic,
        _ => true,
    };

    /// <summary>NAT64 (64:ff9b::/96) reaches an IPv4 address through an IPv6 one.</summary>
    private static IPAddress? EmbeddedIPv4(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        var bytes = address.GetAddressBytes();
        return bytes.AsSpan(0, 12).SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) ? new IPAddress(bytes.AsSpan(12)) : null;
    }
}
