namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>What a token is good for. The credential and the connection settings are part of it: tenants never share.</summary>
/// <param name="Registry">Origin of the registry.</param>
/// <param name="Realm">The token service.</param>
/// <param name="Service">The service parameter; may be empty.</param>
/// <param name="Scopes">Scopes, one per line: ordered, because some services read only the first.</param>
/// <param name="Credential">Fingerprint.</param>
/// <param name="Transport">Fingerprint of TLS and proxy settings.</param>
internal sealed record TokenKey(string Registry, string Realm, string Service, string Scopes, string Credential, string Transport);
