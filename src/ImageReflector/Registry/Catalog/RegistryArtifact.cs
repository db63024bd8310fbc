namespace ImageAutomation.ImageReflector.Registry.Catalog;

/// <summary>An artifact as a registry's catalog describes it.</summary>
public sealed record RegistryArtifact
{
    /// <summary>Digest of the top-level manifest.</summary>
    public required string Digest { get; init; }

    /// <summary>
    /// What it is, in the registry's word, upper case: <c>IMAGE</c>, <c>CHART</c>, <c>SIGNATURE.COSIGN</c>; empty when it does not say.
    /// </summary>
    public string Type { get; init; } = "";

    /// <summary>When its bytes first came to the registry; null when that is not known.</summary>
    public DateTimeOffset? PushTime { get; init; }

    /// <summary>When its builder says that it was made; null when that is not known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<ArtifactTag> Tags { get; init; } = [];

    /// <summary>Platforms of its images, as <c>os/architecture[/variant]</c>.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Names of its labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The last vulnerability scan; null when it was never scanned.</summary>
    public ArtifactScan? Scan { get; init; }

    /// <summary>What is attached to it (signatures, bills of materials): kind and digest.</summary>
    public IReadOnlyList<(string Kind, string Digest)> Accessories { get; init; } = [];
}
