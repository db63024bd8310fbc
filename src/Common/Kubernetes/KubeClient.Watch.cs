using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageAutomation.Common.Kubernetes.Json;
using ImageAutomation.Common.Kubernetes.Transport;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes;

public sealed partial class KubeClient
{
    // The server ends a watch itself; silence beyond that means that it cannot.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Watches from a resource version on, over one connection.</summary>
    /// <param name="query">Which objects.</param>
    /// <param name="resourceVersion">From a list or an earlier event.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// Events; ends when the server ends the watch, which is normal, or after one Failed event.
    /// <see cref="KubeReasons.Expired"/> means: list again; everything else: watch again from the last resource version.
    /// </returns>
    public async IAsyncEnumerable<KubeWatchEvent<T>> WatchAsync<T>(
        KubeQuery query, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        var call = new KubeCall("watch", T.ResourceKind, query.Namespace, null);
        using var limit = new CancellationTokenSource(options.WatchDuration + Grace, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        if (!(await OpenAsync(call, query, resourceVersion, both.Token, cancellationToken)).TryGet(out var response, out var failure))
        {
            yield return Failed<T>(failure);
            yield break;
        }

        using (response)
        {
            await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
            var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16384, leaveOpen: true));
            try
            {
                while (await NextAsync<T>(reader, call, both.Token, cancellationToken) is { } happened)
                {
                    yield return happened;
                    if (happened.Type == KubeWatchEventType.Failed) yield break;
                }
            }
            finally
            {
                await reader.CompleteAsync();
            }
        }
    }

    private async Task<Result<HttpResponseMessage>> OpenAsync(
        KubeCall call, KubeQuery query, string resourceVersion, CancellationToken both, CancellationToken cancellationToken)
    {
        if (!call.IsPossible) return KubeErrors.Impossible(call);
        var path = call.Path(
            ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion),
            ("timeoutSeconds", $"{(int)options.WatchDuration.TotalSeconds}"),
            ("labelSelector", query.LabelSelector), ("fieldSelector", query.FieldSelector));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(both);
        using var headers = new CancellationTokenSource(options.CallLimit, time);
        using var registration = headers.Token.Register(limit.Cancel);
        using var request = Get(path);
        request.Options.Set(AnswerHandler.IsStream, true);
        try
        {
            return await api.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (KubeCallException e)
        {
            return e.FailureOf(call);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return KubeErrors.TooSlow(connection.Server, call, options.CallLimit);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return KubeErrors.Unreachable(connection.Server, call, e);
        }
    }

    // Null: the server ended the watch.
    private async Task<KubeWatchEvent<T>?> NextAsync<T>(
        PipeReader reader, KubeCall call, CancellationToken both, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(both);
                if (read.Buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = read.Buffer.Slice(0, end);
                    var happened = line.IsEmpty ? (KubeWatchEvent<T>?)null : Event<T>(line, call);
                    reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                    if (happened is not null) return happened;
                    continue;
                }

                if (read.IsCompleted) return null; // what is left is half an event; it comes again
                if (read.Buffer.Length > options.MaxBytes)
                    return Failed<T>(KubeErrors.Unreadable(call, $"an event of more than {options.MaxBytes} bytes"));
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed<T>(KubeErrors.TooSlow(connection.Server, call, options.WatchDuration + Grace));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed<T>(KubeErrors.Unreachable(connection.Server, call, e));
        }
    }

    private static KubeWatchEvent<T> Event<T>(ReadOnlySequence<byte> line, KubeCall call)
        where T : class, IResource<T>
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (KubeObject.Member(root, "object") is not { } body) return Failed<T>(KubeErrors.Unreadable(call, "an event without object"));
            var version = KubeObject.Member(body, "metadata") is { } metadata ? KubeObject.Text(metadata, "resourceVersion") : "";
            var type = KubeObject.Text(root, "type");
            switch (type)
            {
                case "BOOKMARK":
                    return new(KubeWatchEventType.Bookmark, null, version, null);
                case "ERROR":
                    var status = body.Deserialize(KubeJson.Default.V1Status);
                    return Failed<T>(KubeErrors.From((HttpStatusCode)(status?.Code ?? 500), status, call));
                case "ADDED" or "MODIFIED" or "DELETED":
                    var (item, problem) = KubeObject.Read(body, T.ResourceKind, T.JsonTypeInfo);
                    if (item is null) return new(KubeWatchEventType.Unreadable, null, version, KubeErrors.Unreadable(call, problem));
                    return new(type == "DELETED" ? KubeWatchEventType.Deleted : KubeWatchEventType.Upserted, item, version, null);
                default:
                    return new(KubeWatchEventType.Unreadable, null, version, KubeErrors.Unreadable(call, "an event of unknown type"));
            }
        }
        catch (JsonException e)
        {
            return Failed<T>(KubeErrors.Unreadable(call, "an event that is not JSON", e));
        }
    }

    private static KubeWatchEvent<T> Failed<T>(Failure failure)
        where T : class => new(KubeWatchEventType.Failed, null, "", failure);
}
