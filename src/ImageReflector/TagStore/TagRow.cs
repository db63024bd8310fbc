namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>A row as stored.</summary>
internal sealed record TagRow(string CanonicalName, string Revision, int Count, int Version, byte[] Body, int Peak);
