using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace ImageAutomation.Common.References;

/// <summary>What the registry part and the path of a name may be.</summary>
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

    private static bool IsIPv6(string text) =>
        text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsOptionalPort(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9'));
}
