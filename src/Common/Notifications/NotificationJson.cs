using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Notifications;

/// <summary>Source-generated JSON of what is posted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KubeTimeConverter)])]
[JsonSerializable(typeof(NotificationBody))]
internal sealed partial class NotificationJson : JsonSerializerContext;
