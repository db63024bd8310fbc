namespace ImageAutomation.Common.Network;

/// <summary>Leaves a connect callback when every address of a host is refused; the client turns it into a failure.</summary>
/// <param name="host">The host.</param>
/// <param name="trust">Where its name came from.</param>
public sealed class AddressRefusedException(string host, AddressTrust trust = AddressTrust.Configured)
    : IOException(
        $"the addresses of '{host}' are not allowed "
            + $"for {(trust == AddressTrust.Configured ? "a server" : "a host named by a server's answer")}");
