using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>An elected image.</summary>
public sealed record ImageRef
{
    /// <summary>Repository as the user wrote it in <c>ImageRepository.spec.image</c>; not canonicalised.</summary>
    public required string Name { get; init; }

    /// <summary>Elected tag.</summary>
    [JsonConverter(typeof(SharedTextConverter))]
    public required string Tag { get; init; }

    /// <summary>Digest of the tag (<c>sha256:...</c>); null when digests are not reflected.</summary>
    public string? Digest { get; init; }

    /// <summary><c>name:tag</c>, followed by <c>@digest</c> when there is one.</summary>
    public override string ToString() => string.IsNullOrEmpty(Digest) ? $"{Name}:{Tag}" : $"{Name}:{Tag}@{Digest}";
}
