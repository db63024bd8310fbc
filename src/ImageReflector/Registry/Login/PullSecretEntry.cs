namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>One entry of <c>auths</c>.</summary>
internal sealed record PullSecretEntry(CredentialKey Key, RegistryCredential Credential);
