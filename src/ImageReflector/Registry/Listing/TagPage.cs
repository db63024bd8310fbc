using ImageAutomation.ImageReflector.Registry.Http;

namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>One page of a tag listing, as sent.</summary>
/// <param name="Tags">The tags; null when the answer names none, which is no listing.</param>
/// <param name="Said">What an answer without tags says instead.</param>
internal sealed record TagPage(IReadOnlyList<string>? Tags, RegistryErrorBody Said);
