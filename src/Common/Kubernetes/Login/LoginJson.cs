using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Kubernetes.Login;

/// <summary>Source-generated JSON of kubeconfig files and of what credential plugins are told and answer.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(KubeConfigFile))]
[JsonSerializable(typeof(ExecCredential))]
internal sealed partial class LoginJson : JsonSerializerContext;
