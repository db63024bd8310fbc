namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>A complete tag listing.</summary>
/// <param name="Tags">Distinct tags in descending byte order, before any exclusion.</param>
/// <param name="InvalidTags">How many names were left out because they are no tags by the distribution spec's grammar.</param>
/// <param name="Pages">How many pages were read.</param>
/// <param name="Warnings">Distinct texts of the registry's <c>Warning: 299</c> headers, cleaned; at most 5.</param>
public sealed record TagListing(IReadOnlyList<string> Tags, int InvalidTags, int Pages, IReadOnlyList<string> Warnings)
{
    /// <summary>Set when the registry served the list although it does not take the login: what it shows is what strangers see.</summary>
    public string? LoginWarning { get; init; }

    /// <summary>Whether it was asked this time whether the login is taken.</summary>
    public bool IsLoginChecked { get; init; }
}
