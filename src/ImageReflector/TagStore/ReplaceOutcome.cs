namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>What a replacement did.</summary>
/// <param name="Revision">Revision of the tags that are stored now.</param>
/// <param name="Count">Their number.</param>
/// <param name="Changed">Whether anything was written: false when name and tags were those already stored.</param>
public sealed record ReplaceOutcome(string Revision, int Count, bool Changed);
