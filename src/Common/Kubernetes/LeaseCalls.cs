using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using k8s;
using k8s.Models;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Reads and writes one Lease.</summary>
internal sealed class LeaseCalls(KubeClient client, ObjectKey lease)
{
    private readonly string name = lease.Name;
    private readonly string ns = lease.Namespace;

    /// <returns>The lease, with a spec; null when there is none.</returns>
    public async Task<Result<V1Lease?>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await client.CallAsync(
            Call("get"),
            (api, token) => api.CoordinationV1.ReadNamespacedLeaseAsync(name, ns, cancellationToken: token),
            cancellationToken);
        if (!read.TryGet(out var found, out var failure)) return failure.Reason == KubeReasons.NotFound ? (V1Lease?)null : failure;
        found.Spec ??= new();
        return found;
    }

    /// <summary>Creates it.</summary>
    public Task<Result<V1Lease>> CreateAsync(V1LeaseSpec spec, CancellationToken cancellationToken)
    {
        var made = new V1Lease
        {
            ApiVersion = BuiltIns.Lease.ApiVersion,
            Kind = BuiltIns.Lease.Kind,
            Metadata = new V1ObjectMeta { NamespaceProperty = ns, Name = name },
            Spec = spec,
        };
        return client.CallAsync(
            Call("create") with { Name = null },
            (api, token) => api.CoordinationV1.CreateNamespacedLeaseAsync(
                made, ns, fieldManager: client.FieldManager, cancellationToken: token),
            cancellationToken);
    }

    /// <summary>Writes what differs, if nobody wrote meanwhile.</summary>
    public Task<Result<V1Lease>> WriteAsync(V1Lease current, V1LeaseSpec spec, CancellationToken cancellationToken)
    {
        var patch = KubeClient.Merge(new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = current.Metadata.ResourceVersion },
            ["spec"] = JsonMergePatch.Diff(Json(current.Spec), Json(spec)),
        });
        return client.CallAsync(
            Call("patch"),
            (api, token) => api.CoordinationV1.PatchNamespacedLeaseAsync(
                patch, name, ns, fieldManager: client.FieldManager, cancellationToken: token),
            cancellationToken);
    }

    private KubeCall Call(string verb) => new(verb, BuiltIns.Lease, ns, name);

    private static JsonObject? Json(V1LeaseSpec spec) => JsonSerializer.SerializeToNode(spec, KubeJson.Default.V1LeaseSpec) as JsonObject;
}
