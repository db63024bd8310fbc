namespace ImageAutomation.ImageReflector.Registry.Addresses;

/// <summary>What kind of network an address belongs to.</summary>
internal enum AddressClass
{
    /// <summary>Anything else.</summary>
    Public,

    /// <summary>RFC 1918, shared (100.64/10), unique local.</summary>
    Private,

    /// <summary>127/8 and ::1.</summary>
    Loopback,

    /// <summary>Link-local with the cloud metadata services, unspecified, multicast, reserved: no registry lives there.</summary>
    Refused,
}
