using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Core;

/// <summary>A status condition (<c>metav1.Condition</c>).</summary>
public sealed record Condition
{
    /// <summary>One of <see cref="ConditionTypes"/>.</summary>
    [JsonConverter(typeof(SharedTextConverter))]
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [JsonConverter(typeof(SharedTextConverter))]
    public required string Status { get; init; }

    /// <summary>One of <see cref="Reasons"/>.</summary>
    [JsonConverter(typeof(SharedTextConverter))]
    public required string Reason { get; init; }

    /// <summary>Text for people; at most 32,768 characters.</summary>
    public required string Message { get; init; }

    /// <summary>When <see cref="Status"/> last changed; whole seconds.</summary>
    public required DateTimeOffset LastTransitionTime { get; init; }

    /// <summary>Generation that the condition was computed for.</summary>
    public long? ObservedGeneration { get; init; }
}
