using System.Globalization;
using System.Net;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Configuration;

/// <summary>Where an endpoint listens.</summary>
/// <param name="Address">Address of this machine; null: all of them, IPv4 and IPv6.</param>
/// <param name="Port">0 to 65535; 0 lets the system choose.</param>
public sealed record ListenAddress(IPAddress? Address, int Port)
{
    private static readonly ListenAddress Off = new(null, -1);

    /// <summary>The address; null when nothing is to be served.</summary>
    public ListenAddress? OrNull => Port < 0 ? null : this;

    /// <summary>
    /// Parses <c>:8080</c>, <c>127.0.0.1:0</c>, <c>[::1]:9440</c> or <c>localhost:8080</c>. <c>0</c> and the empty text mean that nothing
    /// is served.
    /// </summary>
    /// <returns>The address, or a terminal failure with reason <c>InvalidFlag</c>.</returns>
    public static Result<ListenAddress> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is "" or "0") return Off;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return FlagSet.Invalid($"'{text}' is not an address with a port, such as :8080 or 127.0.0.1:0");
        var host = text[..colon];
        if (host.Length == 0) return new ListenAddress(null, port);
        if (host == "localhost") return new ListenAddress(IPAddress.Loopback, port);
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!IPAddress.TryParse(isBracketed ? host[1..^1] : host, out var address)
            || isBracketed != (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6))
            return FlagSet.Invalid($"'{host}' is not an IP address of this machine; write :PORT to listen on all of them");
        return new ListenAddress(address, port);
    }

    /// <inheritdoc/>
    public override string ToString() => Port < 0 ? "0" : Address is null ? string.Create(CultureInfo.InvariantCulture, $":{Port}")
        : new IPEndPoint(Address, Port).ToString();
}
