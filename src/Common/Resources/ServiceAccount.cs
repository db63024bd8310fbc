using System.Text.Json.Serialization.Metadata;

namespace ImageAutomation.Common.Resources;

/// <summary>A ServiceAccount. Only what the controllers read.</summary>
public sealed record ServiceAccount : IResource<ServiceAccount>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.ServiceAccount;

    /// <inheritdoc/>
    public static JsonTypeInfo<ServiceAccount> JsonTypeInfo => ResourceJson.Default.ServiceAccount;

    /// <inheritdoc/>
    public string ApiVersion { get; init; } = ResourceKinds.ServiceAccount.ApiVersion;

    /// <inheritdoc/>
    public string Kind { get; init; } = ResourceKinds.ServiceAccount.Kind;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init; } = new();

    /// <summary>Pull secrets, in the ServiceAccount's namespace.</summary>
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; init; }
}
