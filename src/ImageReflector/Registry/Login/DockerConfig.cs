namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>What a docker configuration holds.</summary>
/// <param name="Entries">Logins, in matching order.</param>
/// <param name="Empty">Keys of entries without a login.</param>
/// <param name="Warnings">What was understood but is not supported, or should be mended.</param>
internal sealed record DockerConfig(
    IReadOnlyList<PullSecretEntry> Entries, IReadOnlyList<CredentialKey> Empty, IReadOnlyList<string> Warnings)
{
    /// <summary>Entries that cannot be used; they spoil nothing but themselves.</summary>
    public IReadOnlyList<BrokenEntry> Broken { get; init; } = [];

    /// <summary>Whether it names credential helpers.</summary>
    public bool NamesHelpers { get; init; }
}
