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
        Of(await client.ReadJsonAsync(kind, key, cancellationToken));

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
        var listed = Of(await client.ListJsonAsync(kind, query, cancellationToken));
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
        var written = Of(await client.MergePatchJsonAsync(kind, key, patch, cancellationToken));
        if (written.TryGet(out _, out var failure)) return true;
        return failure is { Reason: SourceReasons.NotFound, Kind: not FailureKind.Terminal } ? false : failure;
    }

    // Which kinds a server knows is its own business, unlike for the kinds that a controller cannot work without: asking again is no help.
    private static Result<T> Of<T>(Result<T> result) => result.Failure is { Reason: KubeReasons.UnknownKind } unknown
        ? Failure.Terminal(SourceReasons.NotFound, unknown.Message, unknown.Cause) : ClusterFailures.Of(result);
}
