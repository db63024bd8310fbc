namespace ImageAutomation.Common.Network;

/// <summary>Leaves a connect callback when every address of a host is refused; the client turns it into a failure.</summary>
public sealed class AddressRefusedException(string host, AddressTrust trust)
    : IOException($"the addresses of '{host}' are not allowed for {(trust == AddressTrust.Configured ? "a registry" : "a host named by a registry's answer")}");
