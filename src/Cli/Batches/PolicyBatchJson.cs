using System.Text.Json.Serialization;

namespace ImageAutomation.Cli.Batches;

/// <summary>Source-generated JSON of the batch: camelCase, absent instead of null, names of verdicts as they are.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PolicyRequest))]
[JsonSerializable(typeof(PolicyAnswer))]
internal sealed partial class PolicyBatchJson : JsonSerializerContext;
