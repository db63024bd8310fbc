namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>What an addition came to.</summary>
/// <param name="Tags">What is stored now.</param>
/// <param name="IsNew">Whether the tag was not stored before.</param>
public sealed record StoredChange(StoredTags Tags, bool IsNew);
