using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Resources;

/// <summary>Source-generated JSON of all resource types: camelCase, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    Converters = [typeof(KubeTimeConverter)])]
[JsonSerializable(typeof(ImageRepository))]
[JsonSerializable(typeof(ImagePolicy))]
[JsonSerializable(typeof(ImageUpdateAutomation))]
[JsonSerializable(typeof(GitRepository))]
[JsonSerializable(typeof(Receiver))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(ObjectIdentity))]
[JsonSerializable(typeof(HoldEntry[]))]
[JsonSerializable(typeof(SkippedFile[]))]
public sealed partial class ResourceJson : JsonSerializerContext;
