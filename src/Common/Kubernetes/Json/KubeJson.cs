using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;

namespace ImageAutomation.Common.Kubernetes.Json;

/// <summary>
/// Source-generated JSON of what only the API client reads and writes. The package's types that every run needs are here too: its own
/// context looks a type up among 1,400, and making that ready costs some megabytes.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(MicroTimeConverter)])]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(V1Lease))]
[JsonSerializable(typeof(Corev1Event))]
[JsonSerializable(typeof(V1Secret))]
[JsonSerializable(typeof(V1ServiceAccount))]
[JsonSerializable(typeof(V1Namespace))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class KubeJson : JsonSerializerContext;
