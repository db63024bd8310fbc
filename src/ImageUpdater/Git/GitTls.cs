namespace ImageAutomation.ImageUpdater.Git;

/// <summary>TLS settings of one remote. Certificates are always verified.</summary>
/// <param name="AdditionalRoots">PEM certificates trusted besides the system's roots; null adds none.</param>
/// <param name="ClientCertificate">PEM certificate that we present; null together with the key.</param>
/// <param name="ClientKey">PEM key of <paramref name="ClientCertificate"/>.</param>
public sealed record GitTls(ReadOnlyMemory<byte>? AdditionalRoots, ReadOnlyMemory<byte>? ClientCertificate, ReadOnlyMemory<byte>? ClientKey)
{
    /// <summary>Says what is set, never a value.</summary>
    public override string ToString() => $"GitTls (roots: {AdditionalRoots is not null}, client certificate: {ClientCertificate is not null})";
}
