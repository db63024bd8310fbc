using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace ImageAutomation.Common.References;

/// <summary>What a registry part of a name may be, and where it points.</summary>
internal static class RegistryHost
{
    /// <summary>Characters of a repository path.</summary>
    public static readonly SearchValues<char> PathCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-./");

    // What Go's net/url leaves unescaped in a host, percent signs not included.
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!$&'()*+,;=:[]<>\"-_.~");

    /// <summary>Whether the text is the authority of a URL without user: host, or bracketed IPv6 address, and optional port.</summary>
    /// <remarks>Source: RFC 3986 as Go's net/url reads it. Letters outside ASCII are allowed.</remarks>
    public static bool IsAuthority(string text)
    {
        foreach (var c in text)
        {
            if (c < 128 && !HostCharacters.Contains(c)) return false;
        }

        if (text.StartsWith('['))
        {
            var end = text.LastIndexOf(']');
            return end > 0 && IsIPv6(text[1..end]) && IsOptionalPort(text.AsSpan(end + 1));
        }

        // Only what follows the last colon is looked at, here and in the reference.
        var colon = text.LastIndexOf(':');
        return colon < 0 || IsOptionalPort(text.AsSpan(colon));
    }

    /// <summary>Whether the host is this machine by its own words.</summary>
    public static bool IsLoopback(string registry)
    {
        var host = WithoutPort(registry);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        if (host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)) return true;
        return IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address) && IsPlainAddress(host, address);
    }

    /// <summary>The reference's guess, with its loose search for the loopback addresses.</summary>
    public static bool IsPlainHttpInReference(string registry)
    {
        var host = registry.Split(':')[0];
        if (IPAddress.TryParse(host, out var address) && IsPlainAddress(host, address) && IsPrivate(address)) return true;
        return registry.StartsWith("localhost:", StringComparison.Ordinal)
            || WithoutPort(registry).EndsWith(".localhost", StringComparison.Ordinal)
            || registry.Contains("127.0.0.1", StringComparison.Ordinal)
            || registry.Contains("::1", StringComparison.Ordinal);
    }

    private static string WithoutPort(string registry)
    {
        if (registry.StartsWith('[')) return registry[1..Math.Max(1, registry.IndexOf(']', StringComparison.Ordinal))];
        var colon = registry.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? registry : registry[..colon];
    }

    /// <summary>Keeps out the short and octal spellings of IPv4 that .NET accepts and others read as names.</summary>
    private static bool IsPlainAddress(string host, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == host;

    private static bool IsPrivate(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is
            [10, _, _, _] or [172, >= 16 and <= 31, _, _] or [192, 168, _, _];

    private static bool IsIPv6(string text) =>
        text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsOptionalPort(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9'));
}
