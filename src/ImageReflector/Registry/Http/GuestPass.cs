using System.Net.Http.Headers;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>An anonymous token of a host that a redirect led to.</summary>
/// <param name="Origin">Where it is good.</param>
/// <param name="Token">The header.</param>
internal sealed record GuestPass(Uri Origin, AuthenticationHeaderValue Token);
