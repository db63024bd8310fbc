using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Kubernetes.Objects;

/// <summary>A lock with an end (<c>coordination.k8s.io/v1</c>).</summary>
public sealed record Lease : IResource<Lease>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("coordination.k8s.io", "v1", "Lease", "leases");

    /// <inheritdoc/>
    public static JsonTypeInfo<Lease> JsonTypeInfo => KubeJson.Default.Lease;

    /// <inheritdoc/>
    public string ApiVersion { get => field ?? ResourceKind.ApiVersion; init; }

    /// <inheritdoc/>
    public string Kind { get => field ?? ResourceKind.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>Who holds it.</summary>
    public LeaseSpec Spec { get => field ?? new(); init; }
}
