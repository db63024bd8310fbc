namespace ImageAutomation.ImageReflector.Registry;

/// <summary>One page of a tag listing, as sent.</summary>
internal sealed record TagPage(IReadOnlyList<string> Tags);
