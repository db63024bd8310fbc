using System.Text.Json.Serialization;

namespace ImageAutomation.ImageUpdater.Publishing.Evidence;

/// <summary>Source-generated JSON of this room.</summary>
[JsonSerializable(typeof(Dictionary<string, Sight>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class EvidenceJson : JsonSerializerContext;
