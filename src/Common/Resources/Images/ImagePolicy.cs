using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Elects one tag of an <see cref="ImageRepository"/>.</summary>
public sealed record ImagePolicy : IReconciledResource<ImagePolicy>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.ImagePolicy;

    /// <inheritdoc/>
    public static JsonTypeInfo<ImagePolicy> JsonTypeInfo => ResourceJson.Default.ImagePolicy;

    /// <inheritdoc/>
    [JsonConverter(typeof(SharedTextConverter))]
    public string ApiVersion { get => field ?? ResourceKinds.ImagePolicy.ApiVersion; init; }

    /// <inheritdoc/>
    [JsonConverter(typeof(SharedTextConverter))]
    public string Kind { get => field ?? ResourceKinds.ImagePolicy.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>What the user asks for.</summary>
    public ImagePolicySpec Spec { get => field ?? ImagePolicySpec.Missing; init; }

    /// <summary>What the reflector found.</summary>
    public ImagePolicyStatus Status { get => field ?? new(); init; }

    /// <inheritdoc/>
    IConditionedStatus IReconciledResource<ImagePolicy>.Conditioned => Status;

    /// <inheritdoc/>
    bool IReconciledResource<ImagePolicy>.IsSuspended => Spec.Suspend;

    /// <inheritdoc/>
    ImagePolicy IReconciledResource<ImagePolicy>.WithConditions(
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
    ImagePolicy IReconciledResource<ImagePolicy>.WithStatusOf(ImagePolicy other) => this with { Status = other.Status };

    /// <inheritdoc/>
    ImagePolicy IReconciledResource<ImagePolicy>.WithMetadata(ObjectMeta metadata) => this with { Metadata = metadata };
}
