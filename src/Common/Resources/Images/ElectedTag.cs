using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Where an election began.</summary>
public sealed record ElectedTag
{
    /// <summary>The tag.</summary>
    public required string Tag { get; init; }

    /// <summary>When it was pushed, by the clock of the registry that told of it; null: not told.</summary>
    [JsonConverter(typeof(KubeMicroTimeConverter))]
    public DateTimeOffset? Pushed { get; init; }

    /// <summary>When we learned of it: when the webhook came, or when the scan's tags were elected from.</summary>
    [JsonConverter(typeof(KubeMicroTimeConverter))]
    public required DateTimeOffset Seen { get; init; }
}
