using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>Requests to objects of a cluster, of whatever kind the server knows.</summary>
/// <param name="client">Client of the API server.</param>
public sealed class KubernetesRequests(KubeClient client) : IReconcileRequests
{
    /// <inheritdoc/>
    public async Task<Result<JsonObject?>> ReadAsync(ResourceKind kind, ObjectKey key, CancellationToken cancellationToken) =>
        ClusterFailures.Of(await client.ReadJsonAsync(kind, key, cancellationToken));

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<JsonObject>>> FindAsync(
        ResourceKind kind, string ns, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var query = new KubeQuery
        {
            Namespace = ns,
            LabelSelector = string.Join(',', labels.Select(label => $"{label.Key}={label.Value}")),
        };
        var listed = ClusterFailures.Of(await client.ListJsonAsync(kind, query, cancellationToken));
        return listed.Then<IReadOnlyList<JsonObject>>(list => list.Items.ToList());
    }

    /// <inheritdoc/>
    public async Task<Result<bool>> AnnotateAsync(
        ResourceKind kind, ObjectKey key, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        var wanted = new JsonObject();
        foreach (var (name, value) in annotations) wanted[name] = value;
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = wanted } };
        var written = ClusterFailures.Of(await client.MergePatchJsonAsync(kind, key, patch, cancellationToken));
        if (written.TryGet(out _, out var failure)) return true;
        return failure.Reason == SourceReasons.NotFound ? false : failure;
    }
}
