namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>One page of a tag listing, as sent.</summary>
internal sealed record TagPage(IReadOnlyList<string> Tags);
