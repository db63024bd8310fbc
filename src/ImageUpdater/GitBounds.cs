using ImageAutomation.Common.Network;

namespace ImageAutomation.ImageUpdater;

/// <summary>What Git servers may be and cost, for all repositories together.</summary>
public sealed record GitBounds
{
    /// <summary>Where Git servers, their proxies and the APIs that their logins need may be.</summary>
    public AddressGate Addresses { get; init; } = new();

    /// <summary>Whether logins may go over plain HTTP. Default true, as with the reference.</summary>
    public bool AllowPlainLogins { get; init; } = true;

    /// <summary>Bytes of all mirrors together. Default 16 GiB.</summary>
    public long MaxMirrorBytes { get; init; } = 16L << 30;
}
