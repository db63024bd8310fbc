using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Kubernetes.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using k8s;
using k8s.Models;

namespace ImageAutomation.Common.Kubernetes;

public sealed partial class KubeClient
{
    /// <summary>Lists all objects, page by page, from one moment.</summary>
    /// <returns>
    /// The list; fails with <see cref="KubeReasons.Expired"/> when the moment passed out of the server's memory between pages.
    /// </returns>
    public Task<Result<KubeList<T>>> ListAsync<T>(KubeQuery query, CancellationToken cancellationToken)
        where T : class, IResource<T> => ListAsync(T.ResourceKind, T.JsonTypeInfo, query, cancellationToken);

    /// <summary>Lists events of the core group.</summary>
    /// <inheritdoc cref="ListAsync{T}(KubeQuery, CancellationToken)"/>
    public Task<Result<KubeList<Corev1Event>>> ListEventsAsync(KubeQuery query, CancellationToken cancellationToken) =>
        ListAsync(BuiltIns.Event, KubeJson.Default.Corev1Event, query, cancellationToken);

    /// <summary>Lists all objects of a kind as the server gives them, with fields that this project does not know.</summary>
    /// <inheritdoc cref="ListAsync{T}(KubeQuery, CancellationToken)"/>
    public async Task<Result<KubeList<JsonObject>>> ListJsonAsync(ResourceKind kind, KubeQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var listed = await ListAsync(kind, KubeJson.Default.JsonObject, query, cancellationToken);
        if (!listed.TryGet(out var list, out var failure)) return failure;
        foreach (var item in list.Items)
        {
            item["apiVersion"] ??= kind.ApiVersion; // left out in lists of built-in kinds
            item["kind"] ??= kind.Kind;
        }

        return list;
    }

    private async Task<Result<KubeList<T>>> ListAsync<T>(
        ResourceKind kind, JsonTypeInfo<T> contract, KubeQuery query, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(query);
        contracts.AddPage(kind, contract);
        var call = new KubeCall("list", kind, query.Namespace, null);
        var items = new List<T>();
        var unreadable = new List<string>();
        string? next = null;
        while (true)
        {
            var from = next;
            var sent = await CallAsync(call, (kube, token) => PageAsync<T>(kube, call, query, from, token), cancellationToken);
            if (!sent.TryGet(out var page, out var failure)) return failure;
            if (!page.IsList) return KubeErrors.Unreadable(call, "it is no list");
            items.AddRange(page.Items);
            unreadable.AddRange(page.Unreadable);
            if (page.Continue.Length == 0) return new KubeList<T>(items, page.ResourceVersion, unreadable);
            if (page.Continue == next) return KubeErrors.Unreadable(call, "the server gives the same page again");
            next = page.Continue;
        }
    }

    private async Task<ListPage<T>> PageAsync<T>(
        IKubernetes kube, KubeCall call, KubeQuery query, string? from, CancellationToken cancellationToken)
        where T : class
    {
        var (group, version, plural) = (call.Kind.Group, call.Kind.Version, call.Kind.Plural);
        var (labels, fields) = (Given(query.LabelSelector), Given(query.FieldSelector));
        // The shorter forms of these methods send watch=false, which only looks like a watch to what stands between.
        using var answer = call.Kind.IsNamespaced && Given(query.Namespace) is { } ns
            ? await kube.CustomObjects.ListNamespacedCustomObjectWithHttpMessagesAsync<ListPage<T>>(
                group, version, ns, plural, null, from, fields, labels, options.PageSize, cancellationToken: cancellationToken)
            : await kube.CustomObjects.ListClusterCustomObjectWithHttpMessagesAsync<ListPage<T>>(
                group, version, plural, null, from, fields, labels, options.PageSize, cancellationToken: cancellationToken);
        return answer.Body;
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
