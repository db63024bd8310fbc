using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Status of an <see cref="ImageUpdateAutomation"/>.</summary>
public sealed record ImageUpdateAutomationStatus : IConditionedStatus
{
    /// <summary>When the latest run started, also a failing one.</summary>
    public DateTimeOffset? LastAutomationRunTime { get; init; }

    /// <summary>Hash of the last commit pushed.</summary>
    public string? LastPushCommit { get; init; }

    /// <summary>When it was pushed.</summary>
    public DateTimeOffset? LastPushTime { get; init; }

    /// <inheritdoc/>
    public long ObservedGeneration { get; init; } = -1;

    /// <inheritdoc/>
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>Elections applied by the last run, by policy name.</summary>
    public IReadOnlyDictionary<string, ImageRef>? ObservedPolicies { get; init; }

    /// <summary>What was last checked out or pushed, for example <c>main@sha1:...</c>.</summary>
    public string? ObservedSourceRevision { get; init; }

    /// <inheritdoc/>
    public string? LastHandledReconcileAt { get; init; }

    /// <summary>Our addition: values in Git that stand against an election.</summary>
    public HoldsStatus? Holds { get; init; }

    /// <summary>Our addition: files that were left alone although they may hold values to update.</summary>
    public SkippedFilesStatus? SkippedFiles { get; init; }

    /// <summary>Our addition: markers, or what somebody seems to have meant as such, from which nothing follows.</summary>
    public IgnoredMarkersStatus? IgnoredMarkers { get; init; }
}
