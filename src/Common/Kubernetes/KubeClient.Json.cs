using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using k8s;

namespace ImageAutomation.Common.Kubernetes;

public sealed partial class KubeClient
{
    /// <summary>Reads one object of a custom kind as the server gives it, with fields that this project does not know.</summary>
    /// <returns>The object; null when it does not exist. A kind that the server does not know is a failure.</returns>
    public async Task<Result<JsonObject?>> ReadJsonAsync(ResourceKind kind, ObjectKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var call = new KubeCall("get", kind, key.Namespace, key.Name);
        if (!call.IsPossible) return (JsonObject?)null; // the schemas let such names through
        contracts.AddObject(KubeJson.Default.JsonObject);
        var sent = await CallAsync(
            call,
            (kube, token) => kube.CustomObjects.GetNamespacedCustomObjectAsync<JsonObject>(
                kind.Group, kind.Version, key.Namespace, kind.Plural, key.Name, token),
            cancellationToken);
        if (sent.TryGet(out var found, out var failure)) return found;
        return failure.Reason == KubeReasons.NotFound ? (JsonObject?)null : failure;
    }

    /// <summary>Writes a JSON merge patch to an object of any custom kind.</summary>
    /// <returns>The object as stored; fails as <see cref="MergePatchAsync{T}"/> does.</returns>
    public Task<Result<JsonObject>> MergePatchJsonAsync(
        ResourceKind kind, ObjectKey key, JsonObject patch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var body = Merge(patch);
        contracts.AddObject(KubeJson.Default.JsonObject);
        return CallAsync(
            new KubeCall("patch", kind, key.Namespace, key.Name),
            (kube, token) => kube.CustomObjects.PatchNamespacedCustomObjectAsync<JsonObject>(
                body, kind.Group, kind.Version, key.Namespace, kind.Plural, key.Name, fieldManager: FieldManager, cancellationToken: token),
            cancellationToken);
    }
}
