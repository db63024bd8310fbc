using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Json;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>
/// Writes events of the core API. The same event about the same object again counts the first one up; an object that causes very
/// many loses some. Whatever fails is logged.
/// </summary>
internal sealed partial class EventRecorder(KubeClient client, KubernetesSourceOptions options, TimeProvider time, ILogger logger)
{
    private const int MaxMessageBytes = 1024; // the API's limit
    private const int MaxRemembered = 2048;
    private const int Burst = 25;

    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Series = TimeSpan.FromMinutes(10);

    // An event is not worth holding up a run.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<Same, Recorded> recorded = [];
    private readonly Dictionary<(ResourceKind Kind, ObjectKey Key), Budget> budgets = [];

    public async Task RecordAsync(ResourceEvent happened, CancellationToken cancellationToken)
    {
        if (!IsAllowed(happened))
        {
            logger.EventLeftOut(happened.Reason, happened.Kind, happened.Key);
            return;
        }

        var facts = Annotations(happened.Metadata);
        var same = new Same(happened.Kind, happened.Key, happened.Uid, happened.Severity, happened.Reason, happened.Message, facts);
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Corev1Event? stored;
        try
        {
            if (!(await WriteAsync(same, happened, both.Token)).TryGet(out stored, out var failure))
            {
                logger.EventNotRecorded(happened.Reason, happened.Kind, happened.Key, failure);
                return;
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var tooSlow = Failure.Transient(KubeReasons.Unavailable, $"the server did not answer within {GoDuration.Format(Limit)}", e);
            logger.EventNotRecorded(happened.Reason, happened.Kind, happened.Key, tooSlow);
            return;
        }

        lock (gate)
        {
            if (recorded.Count >= MaxRemembered) recorded.Clear(); // costs a few events that are not counted up
            var key = new ObjectKey(stored.Metadata.NamespaceProperty, stored.Metadata.Name);
            recorded[same] = new Recorded(key, stored.Count ?? 1, time.GetUtcNow());
        }
    }

    private async Task<Result<Corev1Event>> WriteAsync(Same same, ResourceEvent happened, CancellationToken cancellationToken)
    {
        Recorded? earlier;
        lock (gate) earlier = recorded.GetValueOrDefault(same);
        if (earlier is not null && time.GetUtcNow() - earlier.At < Series)
        {
            var (ns, name) = (earlier.Key.Namespace, earlier.Key.Name);
            var patch = KubeClient.Merge(new JsonObject
            {
                ["count"] = earlier.Count + 1,
                ["lastTimestamp"] = KubeTimeConverter.Format(happened.Time),
            });
            var counted = await client.CallAsync(
                new KubeCall("patch", BuiltIns.Event, ns, name),
                (api, token) => api.CoreV1.PatchNamespacedEventAsync(
                    patch, name, ns, fieldManager: client.FieldManager, cancellationToken: token),
                cancellationToken);
            if (counted.Failure?.Reason != KubeReasons.NotFound) return counted; // the server forgets events after a while
        }

        var made = Make(same, happened);
        var to = made.Metadata.NamespaceProperty;
        return await client.CallAsync(
            new KubeCall("create", BuiltIns.Event, to, null),
            (api, token) => api.CoreV1.CreateNamespacedEventAsync(made, to, fieldManager: client.FieldManager, cancellationToken: token),
            cancellationToken);
    }

    private Corev1Event Make(Same same, ResourceEvent happened)
    {
        var ns = happened.Key.Namespace.Length == 0 ? "default" : happened.Key.Namespace;
        var at = happened.Time.UtcDateTime;
        return new Corev1Event
        {
            ApiVersion = BuiltIns.Event.ApiVersion,
            Kind = BuiltIns.Event.Kind,
            Metadata = new V1ObjectMeta
            {
                NamespaceProperty = ns,
                Name = $"{happened.Key.Name[..Math.Min(happened.Key.Name.Length, 200)].TrimEnd('.', '-')}.{Guid.NewGuid():N}",
                Annotations = same.Metadata.ToDictionary(),
            },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = happened.Kind.ApiVersion,
                Kind = happened.Kind.Kind,
                NamespaceProperty = happened.Key.Namespace,
                Name = happened.Key.Name,
                Uid = happened.Uid,
            },
            Reason = happened.Reason,
            Message = Shorten(happened.Message),
            Type = happened.Severity == EventSeverity.Error ? "Warning" : "Normal",
            Source = new V1EventSource { Component = options.Controller },
            ReportingComponent = options.Controller,
            ReportingInstance = options.Instance,
            FirstTimestamp = at,
            LastTimestamp = at,
            Count = 1,
        };
    }

    // A bucket per object: a burst, then one event per half minute.
    private bool IsAllowed(ResourceEvent happened)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (budgets.Count >= MaxRemembered) budgets.Clear();
            var budget = budgets.GetValueOrDefault((happened.Kind, happened.Key)) ?? new Budget(Burst, now);
            var left = Math.Min(Burst, budget.Left + ((now - budget.At) / Refill));
            budgets[(happened.Kind, happened.Key)] = new Budget(left >= 1 ? left - 1 : left, now);
            return left >= 1;
        }
    }

    private static Facts Annotations(IReadOnlyDictionary<string, string>? facts) =>
        new([.. (facts ?? new Dictionary<string, string>())
            .Where(f => AnnotationName().IsMatch(f.Key))
            .OrderBy(f => f.Key, StringComparer.Ordinal)]);

    private static string Shorten(string message)
    {
        if (Encoding.UTF8.GetByteCount(message) <= MaxMessageBytes) return message;
        var bytes = Encoding.UTF8.GetBytes(message).AsSpan(0, MaxMessageBytes - 3);
        while (bytes.Length > 0 && (bytes[^1] & 0xC0) == 0x80) bytes = bytes[..^1]; // not in the middle of a character
        return Encoding.UTF8.GetString(bytes[..^1]) + "...";
    }

    [GeneratedRegex(
        @"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$", RegexOptions.NonBacktracking)]
    private static partial Regex AnnotationName();

    private sealed record Same(
        ResourceKind Kind, ObjectKey Key, string? Uid, EventSeverity Severity, string Reason, string Message, Facts Metadata);

    private sealed record Recorded(ObjectKey Key, int Count, DateTimeOffset At);

    private sealed record Budget(double Left, DateTimeOffset At);

    /// <summary>Names and values that compare by content.</summary>
    private sealed class Facts(IReadOnlyList<KeyValuePair<string, string>> pairs) : IEquatable<Facts>
    {
        public Dictionary<string, string> ToDictionary() => new(pairs);

        public bool Equals(Facts? other) =>
            other is not null && pairs.SequenceEqual(other.ToDictionary().OrderBy(f => f.Key, StringComparer.Ordinal));

        public override bool Equals(object? obj) => Equals(obj as Facts);

        public override int GetHashCode() => pairs.Count;
    }
}
