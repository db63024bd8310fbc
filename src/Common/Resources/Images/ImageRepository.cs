using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>A repository of a registry whose tags are scanned.</summary>
public sealed record ImageRepository : IReconciledResource<ImageRepository>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.ImageRepository;

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageRepository> JsonTypeInfo => ResourceJson.Default.ImageRepository;

    /// <inheritdoc/>
    [JsonConverter(typeof(SharedTextConverter))]
    public string ApiVersion { get => field ?? ResourceKinds.ImageRepository.ApiVersion; init; }

    /// <inheritdoc/>
    [JsonConverter(typeof(SharedTextConverter))]
    public string Kind { get => field ?? ResourceKinds.ImageRepository.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>What the user asks for.</summary>
    public ImageRepositorySpec Spec { get => field ?? ImageRepositorySpec.Missing; init; }

    /// <summary>What the reflector found.</summary>
    public ImageRepositoryStatus Status { get => field ?? new(); init; }

    /// <inheritdoc/>
    IConditionedStatus IReconciledResource<ImageRepository>.Conditioned => Status;

    /// <inheritdoc/>
    bool IReconciledResource<ImageRepository>.IsSuspended => Spec.Suspend;

    /// <inheritdoc/>
    ImageRepository IReconciledResource<ImageRepository>.WithConditions(
        IReadOnlyList<Condition>? conditions, long observedGeneration, string? lastHandledReconcileAt) =>
        this with
        {
            Status = Status with
            {
                Conditions = conditions,
                ObservedGeneration = observedGeneration,
                LastHandledReconcileAt = lastHandledReconcileAt,
            },
        };

    /// <inheritdoc/>
    ImageRepository IReconciledResource<ImageRepository>.WithStatusOf(ImageRepository other) => this with { Status = other.Status };

    /// <inheritdoc/>
    ImageRepository IReconciledResource<ImageRepository>.WithMetadata(ObjectMeta metadata) => this with { Metadata = metadata };
}
