using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes;

public sealed partial class KubeClient
{
    /// <summary>Lists all objects, page by page, from one moment.</summary>
    /// <returns>The list; fails with <see cref="KubeReasons.Expired"/> when the moment passed out of the server's memory between pages.</returns>
    public async Task<Result<KubeList<T>>> ListAsync<T>(KubeQuery query, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        var items = new List<T>();
        var unreadable = new List<string>();
        var call = new KubeCall("list", T.ResourceKind, query.Namespace, null);
        var listed = await ListAsync(call, query, body => ListPage<T>.Parse(body, call, items, unreadable), cancellationToken);
        return listed.Then<KubeList<T>>(version => new KubeList<T>(items, version, unreadable));
    }

    /// <summary>Lists all objects of a kind as the server gives them, with fields that this project does not know.</summary>
    /// <inheritdoc cref="ListAsync{T}"/>
    public async Task<Result<KubeList<JsonObject>>> ListJsonAsync(ResourceKind kind, KubeQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(query);
        var items = new List<JsonObject>();
        var call = new KubeCall("list", kind, query.Namespace, null);
        var listed = await ListAsync(
            call,
            query,
            body => ListPage.Parse(body, call, element =>
            {
                if (JsonNode.Parse(element.GetRawText()) is not JsonObject item) return; // an array of the API holds objects
                item["apiVersion"] ??= kind.ApiVersion; // left out in lists of built-in kinds
                item["kind"] ??= kind.Kind;
                items.Add(item);
            }),
            cancellationToken);
        return listed.Then<KubeList<JsonObject>>(version => new KubeList<JsonObject>(items, version, []));
    }

    private async Task<Result<string>> ListAsync(KubeCall call, KubeQuery query, Func<byte[], Result<(string ResourceVersion, string? Continue)>> read, CancellationToken cancellationToken)
    {
        string? next = null;
        while (true)
        {
            var path = call.Path(("labelSelector", query.LabelSelector), ("fieldSelector", query.FieldSelector), ("limit", $"{options.PageSize}"), ("continue", next));
            var sent = await SendAsync(call, () => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
            if (!sent.TryGet(out var body, out var failure)) return failure;
            if (!read(body).TryGet(out var page, out failure)) return failure;
            if (page.Continue is null) return page.ResourceVersion;
            if (page.Continue == next) return KubeErrors.Unreadable(call, "the server gives the same page again");
            next = page.Continue;
        }
    }
}
