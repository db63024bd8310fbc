using System.Text.Json.Serialization;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>JSON forms of plans, reports and located targets. Names in camel case, everything but ASCII escaped.</summary>
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(PlanReport))]
[JsonSerializable(typeof(FileTargets))]
[JsonSerializable(typeof(FileImageFields))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
public sealed partial class EditingJson : JsonSerializerContext;
