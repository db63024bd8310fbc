using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources.Core;

/// <summary>The part of <c>metadata</c> that the controllers use.</summary>
public sealed record ObjectMeta
{
    /// <summary>Name, unique within kind and namespace.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Namespace; empty for cluster-scoped kinds.</summary>
    [JsonConverter(typeof(SharedTextConverter))]
    public string Namespace { get => field ?? ""; init; }

    /// <summary>Identity over time: differs after delete and re-create.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque version for the optimistic lock.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts changes of the spec, from 1.</summary>
    public long Generation { get; init; }

    /// <summary>When the object was created.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Set while the object waits for its finalizers.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Finalizers still to be removed.</summary>
    [JsonConverter(typeof(SharedTextsConverter))]
    public IReadOnlyList<string>? Finalizers { get; init; }

    /// <summary>Labels; policies and shards are selected by them. Null: none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations; requests of people come by them. Null: none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
