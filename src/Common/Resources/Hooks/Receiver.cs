using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Resources.Hooks;

/// <summary>An address where registries and forges tell that something was pushed.</summary>
/// <remarks>Source: the reference's notification controller, <c>api/v1/receiver_types.go</c>.</remarks>
public sealed record Receiver : IReconciledResource<Receiver>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.Receiver;

    /// <inheritdoc/>
    public static JsonTypeInfo<Receiver> JsonTypeInfo => ResourceJson.Default.Receiver;

    /// <inheritdoc/>
    public string ApiVersion { get => field ?? ResourceKinds.Receiver.ApiVersion; init; }

    /// <inheritdoc/>
    public string Kind { get => field ?? ResourceKinds.Receiver.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>What the user asks for.</summary>
    public ReceiverSpec Spec { get => field ?? ReceiverSpec.Missing; init; }

    /// <summary>Where it is served.</summary>
    public ReceiverStatus Status { get => field ?? new(); init; }

    /// <inheritdoc/>
    IConditionedStatus IReconciledResource<Receiver>.Conditioned => Status;

    /// <inheritdoc/>
    bool IReconciledResource<Receiver>.IsSuspended => Spec.Suspend;

    /// <inheritdoc/>
    Receiver IReconciledResource<Receiver>.WithConditions(
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
    Receiver IReconciledResource<Receiver>.WithStatusOf(Receiver other) => this with { Status = other.Status };

    /// <inheritdoc/>
    Receiver IReconciledResource<Receiver>.WithMetadata(ObjectMeta metadata) => this with { Metadata = metadata };
}
