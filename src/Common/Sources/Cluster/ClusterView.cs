using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Kubernetes.Objects;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>What a cluster holds: kinds and events as they were listed, each from its own moment.</summary>
public sealed class ClusterView : IResourceView
{
    private readonly Dictionary<string, IReadOnlyList<JsonObject>> objects;

    private ClusterView(Dictionary<string, IReadOnlyList<JsonObject>> objects, Dictionary<string, string> versions, IReadOnlyList<RecordedEvent> events)
    {
        this.objects = objects;
        Versions = versions;
        Events = events;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RecordedEvent> Events { get; }

    /// <summary>The version of the list of each kind: where a watch goes on from.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; }

    /// <summary>Lists what is asked for.</summary>
    /// <returns>The view; fails with the reasons of <see cref="SourceReasons"/> and <see cref="KubeReasons"/>.</returns>
    public static async Task<Result<ClusterView>> ReadAsync(KubeClient client, ViewQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(query);
        var objects = new Dictionary<string, IReadOnlyList<JsonObject>>(StringComparer.Ordinal);
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var kind in query.Kinds)
        {
            var listed = await client.ListJsonAsync(kind, new KubeQuery { Namespace = kind.IsNamespaced ? query.Namespace : null }, cancellationToken);
            if (!listed.TryGet(out var list, out var failure)) return failure;
            foreach (var item in list.Items) (item["metadata"] as JsonObject)?.Remove("managedFields"); // who wrote which field: long, and for machines
            versions[kind.Kind] = list.ResourceVersion;
            objects[kind.Kind] = [.. list.Items.OrderBy(o => Text(o, "namespace"), StringComparer.Ordinal).ThenBy(o => Text(o, "name"), StringComparer.Ordinal)];
        }

        var events = new List<CoreEvent>();
        foreach (var kind in query.EventsOf)
        {
            // The server holds the events of everything: it has to do the choosing.
            var selector = $"involvedObject.kind={kind.Kind}" + (query.EventsOfName is { } name ? $",involvedObject.name={name}" : "");
            var listed = await client.ListAsync<CoreEvent>(new KubeQuery { Namespace = query.Namespace, FieldSelector = selector }, cancellationToken);
            if (!listed.TryGet(out var list, out var failure)) return failure;
            events.AddRange(list.Items.Where(e => IsOf(e, kind)));
        }

        return new ClusterView(objects, versions, [.. events.OrderBy(Last).ThenBy(Version).ThenBy(e => e.Metadata.Name, StringComparer.Ordinal).Select(Recorded)]);
    }

    /// <inheritdoc/>
    /// <remarks>Objects that do not fit their type are left out; the CRDs keep them from being stored.</remarks>
    public IReadOnlyList<T> List<T>()
        where T : class, IResource<T> => [.. Json(T.ResourceKind).Select(Typed<T>).OfType<T>()];

    /// <inheritdoc/>
    public IEnumerable<JsonObject> Json(ResourceKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return objects.GetValueOrDefault(kind.Kind) ?? [];
    }

    private static T? Typed<T>(JsonObject json)
        where T : class, IResource<T>
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        return ListPage<T>.Object(document.RootElement).Item;
    }

    private static string Text(JsonObject o, string name) => (string?)o["metadata"]?[name] ?? "";

    // Another API may have a kind of the same name.
    private static bool IsOf(CoreEvent e, ResourceKind kind) => e.InvolvedObject?.ApiVersion is not { Length: > 0 } version || version.StartsWith(kind.Group + "/", StringComparison.Ordinal);

    // Events in series have neither time; the object's own is then the best known.
    private static DateTimeOffset Last(CoreEvent e) => e.LastTimestamp ?? e.FirstTimestamp ?? e.Metadata.CreationTimestamp ?? DateTimeOffset.UnixEpoch;

    // Times are whole seconds; within one the server's count tells the order.
    private static ulong Version(CoreEvent e) => ulong.TryParse(e.Metadata.ResourceVersion, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static RecordedEvent Recorded(CoreEvent e, int index) => new()
    {
        Id = index + 1,
        Kind = e.InvolvedObject?.Kind ?? "",
        Namespace = e.InvolvedObject?.Namespace ?? "",
        Name = e.InvolvedObject?.Name ?? "",
        Severity = e.Type == "Warning" ? nameof(EventSeverity.Error) : nameof(EventSeverity.Info),
        Reason = e.Reason ?? "",
        Message = e.Message ?? "",
        Metadata = e.Metadata.Annotations,
        First = e.FirstTimestamp ?? Last(e),
        Last = Last(e),
        Count = Math.Max(1, e.Count),
    };
}
