namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>A complete tag listing.</summary>
/// <param name="Tags">Distinct tags in descending byte order, before any exclusion.</param>
/// <param name="InvalidTags">How many names were left out because they are no tags by the distribution spec's grammar.</param>
/// <param name="Pages">How many pages were read.</param>
/// <param name="Warnings">Distinct texts of the registry's <c>Warning: 299</c> headers, cleaned; at most 5.</param>
public sealed record TagListing(IReadOnlyList<string> Tags, int InvalidTags, int Pages, IReadOnlyList<string> Warnings);
