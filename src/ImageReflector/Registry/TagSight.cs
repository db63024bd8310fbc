namespace ImageAutomation.ImageReflector.Registry;

/// <summary>What one HEAD of a tag showed.</summary>
/// <param name="IsThere">Whether the registry has the tag.</param>
/// <param name="Digest">Digest of its manifest; null when the registry did not name one.</param>
public sealed record TagSight(bool IsThere, string? Digest)
{
    /// <summary>404.</summary>
    public static readonly TagSight Absent = new(false, null);
}
