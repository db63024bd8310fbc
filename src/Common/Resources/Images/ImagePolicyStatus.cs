using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Status of an <see cref="ImagePolicy"/>.</summary>
public sealed record ImagePolicyStatus : IConditionedStatus
{
    /// <summary>The elected image; absent until the first success, kept when a later run fails.</summary>
    public ImageRef? LatestRef { get; init; }

    /// <summary><see cref="LatestRef"/> before its last change.</summary>
    public ImageRef? ObservedPreviousRef { get; init; }

    /// <summary>When the elected tag was pushed and seen. Our addition.</summary>
    public ElectedTag? Elected { get; init; }

    /// <summary>Set while the elected tag is not listed. Our addition.</summary>
    public UnlistedTag? Unlisted { get; init; }

    /// <summary>At most 10 tags that come before the elected one. Our addition.</summary>
    public IReadOnlyList<PassedOverTag>? PassedOver { get; init; }

    /// <inheritdoc/>
    public long ObservedGeneration { get; init; } = -1;

    /// <inheritdoc/>
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <inheritdoc/>
    public string? LastHandledReconcileAt { get; init; }
}
