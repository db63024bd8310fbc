using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>What an ID token says, after all was checked.</summary>
/// <param name="Issuer">Which of the configured issuers made it.</param>
/// <param name="Claims">An object.</param>
internal sealed record VerifiedToken(TrustedIssuer Issuer, JsonElement Claims);
