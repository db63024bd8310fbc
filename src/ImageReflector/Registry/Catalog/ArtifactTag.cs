namespace ImageAutomation.ImageReflector.Registry.Catalog;

/// <summary>A tag as a registry's catalog describes it.</summary>
/// <param name="Name">The tag.</param>
/// <param name="PushTime">When it last came to lead to its artifact, by the registry's clock; null when that is not known.</param>
/// <param name="IsImmutable">Whether the registry keeps it from being moved.</param>
public sealed record ArtifactTag(string Name, DateTimeOffset? PushTime, bool IsImmutable);
