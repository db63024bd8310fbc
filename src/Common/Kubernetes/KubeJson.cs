using System.Text.Json.Serialization;
using ImageAutomation.Common.Kubernetes.Login;
using ImageAutomation.Common.Kubernetes.Objects;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Source-generated JSON of what only the API client reads and writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KubeTimeConverter)])]
[JsonSerializable(typeof(KubeStatus))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(CoreEvent))]
[JsonSerializable(typeof(KubeConfigFile))]
[JsonSerializable(typeof(ExecCredential))]
internal sealed partial class KubeJson : JsonSerializerContext;
