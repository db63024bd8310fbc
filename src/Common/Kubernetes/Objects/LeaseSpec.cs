using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Kubernetes.Objects;

/// <summary>Who holds a <see cref="Lease"/>, and until when.</summary>
public sealed record LeaseSpec
{
    /// <summary>The holder; absent when nobody holds it.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds that others wait after the last renewal that they saw.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the holder got it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When the holder renewed it last, by the holder's clock.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often the holder changed.</summary>
    public int? LeaseTransitions { get; init; }
}
