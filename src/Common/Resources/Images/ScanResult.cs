using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>What a scan found.</summary>
public sealed record ScanResult
{
    /// <summary>
    /// Changes exactly when the stored tag list changes: <c>sha256:</c> of the tags in descending byte order, each ended by LF.
    /// </summary>
    public string? Revision { get; init; }

    /// <summary>Tags kept after exclusions.</summary>
    public required int TagCount { get; init; }

    /// <summary>When the scan ended.</summary>
    public DateTimeOffset? ScanTime { get; init; }

    /// <summary>At most 10 tags, in descending byte order.</summary>
    [JsonConverter(typeof(SharedTextsConverter))]
    public IReadOnlyList<string>? LatestTags { get; init; }
}
