namespace ImageAutomation.Common.Network;

/// <summary>What kind of network an address belongs to; the further down, the less welcome.</summary>
public enum AddressClass
{
    /// <summary>Anything else.</summary>
    Public,

    /// <summary>RFC 1918, shared (100.64/10), unique local, site-local.</summary>
    Private,

    /// <summary>127/8 and ::1.</summary>
    Loopback,

    /// <summary>
    /// Link-local with the cloud metadata services, unspecified, multicast, reserved: no server that we talk to lives there.
    /// </summary>
    Refused,
}
