using System.Text.Json.Serialization.Metadata;

namespace ImageAutomation.Common.Resources;

/// <summary>A Namespace; read for its labels.</summary>
public sealed record Namespace : IResource<Namespace>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.Namespace;

    /// <inheritdoc/>
    public static JsonTypeInfo<Namespace> JsonTypeInfo => ResourceJson.Default.Namespace;

    /// <inheritdoc/>
    public string ApiVersion { get; init; } = ResourceKinds.Namespace.ApiVersion;

    /// <inheritdoc/>
    public string Kind { get; init; } = ResourceKinds.Namespace.Kind;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init; } = new();
}
