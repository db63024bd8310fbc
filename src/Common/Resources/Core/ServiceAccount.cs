using System.Text.Json.Serialization.Metadata;

namespace ImageAutomation.Common.Resources.Core;

/// <summary>A ServiceAccount. Only what the controllers read.</summary>
public sealed record ServiceAccount : IResource<ServiceAccount>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.ServiceAccount;

    /// <inheritdoc/>
    public static JsonTypeInfo<ServiceAccount> JsonTypeInfo => ResourceJson.Default.ServiceAccount;

    /// <inheritdoc/>
    public string ApiVersion { get => field ?? ResourceKinds.ServiceAccount.ApiVersion; init; }

    /// <inheritdoc/>
    public string Kind { get => field ?? ResourceKinds.ServiceAccount.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>Pull secrets, in the ServiceAccount's namespace.</summary>
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; init; }
}
