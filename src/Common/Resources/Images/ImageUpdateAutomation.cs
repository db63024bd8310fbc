using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Writes elected images into a Git repository.</summary>
public sealed record ImageUpdateAutomation : IReconciledResource<ImageUpdateAutomation>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.ImageUpdateAutomation;

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageUpdateAutomation> JsonTypeInfo => ResourceJson.Default.ImageUpdateAutomation;

    /// <inheritdoc/>
    [JsonConverter(typeof(SharedTextConverter))]
    public string ApiVersion { get => field ?? ResourceKinds.ImageUpdateAutomation.ApiVersion; init; }

    /// <inheritdoc/>
    [JsonConverter(typeof(SharedTextConverter))]
    public string Kind { get => field ?? ResourceKinds.ImageUpdateAutomation.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>What the user asks for.</summary>
    public ImageUpdateAutomationSpec Spec { get => field ?? ImageUpdateAutomationSpec.Missing; init; }

    /// <summary>What the updater did.</summary>
    public ImageUpdateAutomationStatus Status { get => field ?? new(); init; }

    /// <inheritdoc/>
    IConditionedStatus IReconciledResource<ImageUpdateAutomation>.Conditioned => Status;

    /// <inheritdoc/>
    bool IReconciledResource<ImageUpdateAutomation>.IsSuspended => Spec.Suspend;

    /// <inheritdoc/>
    ImageUpdateAutomation IReconciledResource<ImageUpdateAutomation>.WithConditions(
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
    ImageUpdateAutomation IReconciledResource<ImageUpdateAutomation>.WithStatusOf(ImageUpdateAutomation other) => this with
    {
        Status = other.Status,
    };

    /// <inheritdoc/>
    ImageUpdateAutomation IReconciledResource<ImageUpdateAutomation>.WithMetadata(ObjectMeta metadata) => this with { Metadata = metadata };
}
