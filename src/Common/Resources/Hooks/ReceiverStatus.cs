using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Resources.Hooks;

/// <summary>Status of a <see cref="Receiver"/>.</summary>
public sealed record ReceiverStatus : IConditionedStatus
{
    /// <summary>Path of the address that senders call. Whoever knows it may call it, so no log has it.</summary>
    public string? WebhookPath { get; init; }

    /// <inheritdoc/>
    public long ObservedGeneration { get; init; } = -1;

    /// <inheritdoc/>
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <inheritdoc/>
    public string? LastHandledReconcileAt { get; init; }
}
