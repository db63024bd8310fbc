namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>What webhooks have brought about a repository.</summary>
/// <param name="IsListingDue">Whether they ask for a listing, now.</param>
/// <param name="HasTags">Whether they have added tags to the stored list.</param>
internal readonly record struct ScanHints(bool IsListingDue, bool HasTags);
