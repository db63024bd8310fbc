namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>An entry of a pull secret that cannot be used.</summary>
/// <param name="Key">Which images it is for.</param>
/// <param name="Fault">Entry and field, never content.</param>
internal sealed record BrokenEntry(CredentialKey Key, string Fault);
