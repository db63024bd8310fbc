using System.Text.Json.Serialization.Metadata;

namespace ImageAutomation.Common.Resources.Core;

/// <summary>A Secret. Its values never reach a log, an error, an event, an argument list or a commit.</summary>
public sealed record Secret : IResource<Secret>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.Secret;

    /// <inheritdoc/>
    public static JsonTypeInfo<Secret> JsonTypeInfo => ResourceJson.Default.Secret;

    /// <inheritdoc/>
    public string ApiVersion { get => field ?? ResourceKinds.Secret.ApiVersion; init; }

    /// <inheritdoc/>
    public string Kind { get => field ?? ResourceKinds.Secret.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>Secret type, for example <c>kubernetes.io/dockerconfigjson</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Values, base64 in JSON.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    /// <summary>Values as text; a folder's manifests use it, the API server folds it into <see cref="Data"/>.</summary>
    public IReadOnlyDictionary<string, string>? StringData { get; init; }

    /// <summary>Keeps values out of logs.</summary>
    public override string ToString() => $"Secret {Metadata.Namespace}/{Metadata.Name}";
}
