using System.Globalization;
using System.Net;
using ImageAutomation.ImageReflector.Registry.Addresses;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>
/// The <c>NO_PROXY</c> list with the meaning that Go programs give it: names with their subdomains, addresses, networks, ports.
/// </summary>
/// <remarks>
/// Source: documentation of golang.org/x/net/http/httpproxy. .NET's own reading knows neither networks nor subdomains of a bare name.
/// </remarks>
internal sealed class NoProxyList
{
    private readonly string[] entries;

    public NoProxyList(string? text)
    {
        entries = (text ?? "").ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    public bool Contains(Uri destination)
    {
        var host = destination.IdnHost.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        return Array.Exists(entries, entry => Matches(entry, host, address, destination.Port));
    }

    private static bool Matches(string entry, string host, IPAddress? address, int port)
    {
        if (entry == "*") return true;
        if (IPNetwork.TryParse(entry, out var network)) return address is not null && network.Contains(address);

        var (name, entryPort) = HostNames.Split(entry);
        // An IPv6 address without brackets has colons, but no port.
        if (!entry.StartsWith('[') && IPAddress.TryParse(entry, out _)) (name, entryPort) = (entry, "");
        if (entryPort.Length > 0 && entryPort != port.ToString(CultureInfo.InvariantCulture)) return false;
        name = name.Trim('[', ']');
        if (IPAddress.TryParse(name, out var ip)) return ip.Equals(address);
        if (address is not null) return false;

        if (name.StartsWith("*.", StringComparison.Ordinal)) name = name[1..];
        if (name.StartsWith('.')) return host.EndsWith(name, StringComparison.Ordinal);
        return host == name || host.EndsWith("." + name, StringComparison.Ordinal);
    }
}
