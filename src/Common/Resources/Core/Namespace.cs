using System.Text.Json.Serialization.Metadata;

namespace ImageAutomation.Common.Resources.Core;

/// <summary>A Namespace; read for its labels.</summary>
public sealed record Namespace : IResource<Namespace>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.Namespace;

    /// <inheritdoc/>
    public static JsonTypeInfo<Namespace> JsonTypeInfo => ResourceJson.Default.Namespace;

    /// <inheritdoc/>
    public string ApiVersion { get => field ?? ResourceKinds.Namespace.ApiVersion; init; }

    /// <inheritdoc/>
    public string Kind { get => field ?? ResourceKinds.Namespace.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }
}
