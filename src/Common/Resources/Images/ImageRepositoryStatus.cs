using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Status of an <see cref="ImageRepository"/>.</summary>
public sealed record ImageRepositoryStatus : IConditionedStatus
{
    /// <inheritdoc/>
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <inheritdoc/>
    public long ObservedGeneration { get; init; } = -1;

    /// <summary>Fully expanded name, for example <c>index.docker.io/library/alpine</c>.</summary>
    public string? CanonicalImageName { get; init; }

    /// <summary>Result of the last successful scan.</summary>
    public ScanResult? LastScanResult { get; init; }

    /// <summary>Exclusion list in effect for <see cref="LastScanResult"/>.</summary>
    [JsonConverter(typeof(SharedTextsConverter))]
    public IReadOnlyList<string>? ObservedExclusionList { get; init; }

    /// <inheritdoc/>
    public string? LastHandledReconcileAt { get; init; }
}
