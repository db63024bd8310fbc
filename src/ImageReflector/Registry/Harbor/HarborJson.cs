using System.Text.Json.Serialization;

namespace ImageAutomation.ImageReflector.Registry.Harbor;

/// <summary>The members of Harbor's answers that are read.</summary>
/// <remarks>Source: goharbor/harbor, api/v2.0/swagger.yaml, version 2.16.</remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 32)]
[JsonSerializable(typeof(HarborProject))]
[JsonSerializable(typeof(HarborArtifact))]
[JsonSerializable(typeof(List<HarborArtifact>))]
internal sealed partial class HarborJson : JsonSerializerContext;

/// <summary>A project.</summary>
internal sealed record HarborProject
{
    /// <summary>Above 0 in a project that is a proxy cache.</summary>
    public long? RegistryId { get; init; }
}

/// <summary>An artifact.</summary>
internal sealed record HarborArtifact
{
    public string? Digest { get; init; }

    public string? Type { get; init; }

    public string? ArtifactType { get; init; }

    public DateTimeOffset? PushTime { get; init; }

    public HarborAttributes? ExtraAttrs { get; init; }

    public List<HarborReference>? References { get; init; }

    public List<HarborTag>? Tags { get; init; }

    public List<HarborLabel>? Labels { get; init; }

    public Dictionary<string, HarborScan>? ScanOverview { get; init; }

    public List<HarborAccessory>? Accessories { get; init; }
}

/// <summary>Facts of an image's configuration.</summary>
internal sealed record HarborAttributes
{
    public string? Created { get; init; }

    public string? Os { get; init; }

    public string? Architecture { get; init; }

    public string? Variant { get; init; }
}

/// <summary>A child of an index.</summary>
internal sealed record HarborReference
{
    public HarborAttributes? Platform { get; init; }
}

/// <summary>A tag.</summary>
internal sealed record HarborTag
{
    public string? Name { get; init; }

    public DateTimeOffset? PushTime { get; init; }

    public bool Immutable { get; init; }
}

/// <summary>A label.</summary>
internal sealed record HarborLabel
{
    public string? Name { get; init; }
}

/// <summary>The overview of one report.</summary>
internal sealed record HarborScan
{
    public string? ScanStatus { get; init; }

    public string? Severity { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    public HarborScanSummary? Summary { get; init; }
}

/// <summary>Counts of a report.</summary>
internal sealed record HarborScanSummary
{
    public Dictionary<string, int>? Summary { get; init; }
}

/// <summary>What is attached to an artifact.</summary>
internal sealed record HarborAccessory
{
    public string? Type { get; init; }

    public string? Digest { get; init; }
}
