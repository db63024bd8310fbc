namespace ImageAutomation.ImageReflector.Registry;

/// <summary>What one HEAD of a tag showed.</summary>
/// <param name="IsThere">Whether the registry has the tag.</param>
/// <param name="Digest">Digest of its manifest; null when the registry did not name one.</param>
public sealed record TagSight(bool IsThere, string? Digest)
{
    /// <summary>404.</summary>
    public static readonly TagSight Absent = new(false, null);

    /// <summary>500: what a registry may say of a tag that is being written.</summary>
    public static readonly TagSight Unsettled = new(false, null) { IsUnsettled = true };

    /// <summary>Whether the answer was neither yes nor no, and is worth asking again for soon.</summary>
    public bool IsUnsettled { get; init; }
}
