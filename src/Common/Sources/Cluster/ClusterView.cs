using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Kubernetes.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using k8s.Models;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>What a cluster holds: kinds and events as they were listed, each from its own moment.</summary>
public sealed class ClusterView : IResourceView
{
    private readonly Dictionary<string, IReadOnlyList<JsonObject>> objects;

    private ClusterView(
        Dictionary<string, IReadOnlyList<JsonObject>> objects, Dictionary<string, string> versions, IReadOnlyList<RecordedEvent> events)
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
    /// <returns>The view; fails with the reasons of <see cref="SourceReasons"/>.</returns>
    public static async Task<Result<ClusterView>> ReadAsync(KubeClient client, ViewQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(query);
        var objects = new Dictionary<string, IReadOnlyList<JsonObject>>(StringComparer.Ordinal);
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var kind in query.Kinds)
        {
            var all = new KubeQuery { Namespace = kind.IsNamespaced ? query.Namespace : null };
            var listed = await client.ListJsonAsync(kind, all, cancellationToken);
            if (!listed.TryGet(out var list, out var failure)) return ClusterFailures.Of(failure);
            // Who wrote which field is long, and for machines.
            foreach (var item in list.Items) (item["metadata"] as JsonObject)?.Remove("managedFields");
            versions[kind.Kind] = list.ResourceVersion;
            var byNamespace = list.Items.OrderBy(o => Text(o, "namespace"), StringComparer.Ordinal);
            objects[kind.Kind] = [.. byNamespace.ThenBy(o => Text(o, "name"), StringComparer.Ordinal)];
        }

        var events = new List<Corev1Event>();
        foreach (var kind in query.EventsOf)
        {
            // The server holds the events of everything: it has to do the choosing.
            var selector = $"involvedObject.kind={kind.Kind}" + (query.EventsOfName is { } name ? $",involvedObject.name={name}" : "");
            var chosen = new KubeQuery { Namespace = query.Namespace, FieldSelector = selector };
            var listed = await client.ListEventsAsync(chosen, cancellationToken);
            if (!listed.TryGet(out var list, out var failure)) return ClusterFailures.Of(failure);
            events.AddRange(list.Items.Where(e => IsOf(e, kind)));
        }

        var ordered = events.OrderBy(Last).ThenBy(Version).ThenBy(e => e.Metadata.Name, StringComparer.Ordinal);
        return new ClusterView(objects, versions, [.. ordered.Select(Recorded)]);
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
        return KubeObject.Read(document.RootElement, T.ResourceKind, T.JsonTypeInfo).Item;
    }

    private static string Text(JsonObject o, string name) => (string?)o["metadata"]?[name] ?? "";

    // Another API may have a kind of the same name.
    private static bool IsOf(Corev1Event e, ResourceKind kind) =>
        e.InvolvedObject?.ApiVersion is not { Length: > 0 } version || version.StartsWith(kind.Group + "/", StringComparison.Ordinal);

    // Events in series have neither time; the object's own is then the best known.
    private static DateTimeOffset Last(Corev1Event e) =>
        e.LastTimestamp ?? e.FirstTimestamp ?? e.Metadata.CreationTimestamp ?? DateTime.UnixEpoch;

    // Times are whole seconds; within one the server's count tells the order.
    private static ulong Version(Corev1Event e) =>
        ulong.TryParse(e.Metadata.ResourceVersion, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static RecordedEvent Recorded(Corev1Event e, int index) => new()
    {
        Id = index + 1,
        Kind = e.InvolvedObject?.Kind ?? "",
        Namespace = e.InvolvedObject?.NamespaceProperty ?? "",
        Name = e.InvolvedObject?.Name ?? "",
        Severity = e.Type == "Warning" ? nameof(EventSeverity.Error) : nameof(EventSeverity.Info),
        Reason = e.Reason ?? "",
        Message = e.Message ?? "",
        Metadata = e.Metadata.Annotations?.AsReadOnly(),
        First = e.FirstTimestamp ?? Last(e),
        Last = Last(e),
        Count = Math.Max(1, e.Count ?? 1),
    };
}
