using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Tracing;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>
/// The calls of the Kubernetes API that this project makes: get, list, watch, merge patch, create. Failures carry a reason of
/// <see cref="KubeReasons"/> and a message that names verb, resource, object and what to do.
/// </summary>
public sealed partial class KubeClient : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly KubeConnection connection;
    private readonly KubeClientOptions options;
    private readonly TimeProvider time;
    private readonly KubeHttp http;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    public KubeClient(KubeConnection connection, KubeClientOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        this.connection = connection;
        this.options = options;
        this.time = time;
        http = new KubeHttp(connection, options.FieldManager, options.RequestEnded);
    }

    /// <summary>Reads one object.</summary>
    /// <returns>The object; null when it does not exist. A kind that the server does not know is a failure.</returns>
    public async Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        if (key.Name.Length == 0) return (T?)null; // the schemas let an empty name through; the server would answer with a list
        var call = new KubeCall("get", T.ResourceKind, key.Namespace, key.Name);
        var sent = await SendAsync(call, () => new HttpRequestMessage(HttpMethod.Get, call.Path()), cancellationToken);
        if (sent.TryGet(out var body, out var failure)) return Parse<T>(body, call).Then<T?>(o => o);
        return failure.Reason == KubeReasons.NotFound ? (T?)null : failure;
    }

    /// <summary>Writes a JSON merge patch. Put <c>metadata.resourceVersion</c> into it for the optimistic lock.</summary>
    /// <param name="key">The object.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="subresource">For example <c>status</c>; null for the object itself.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object as stored; fails with <see cref="KubeReasons.Conflict"/>, <see cref="KubeReasons.NotFound"/>, <see cref="KubeReasons.Invalid"/> and others.</returns>
    public async Task<Result<T>> MergePatchAsync<T>(ObjectKey key, JsonObject patch, string? subresource, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(patch);
        var call = new KubeCall("patch", T.ResourceKind, key.Namespace, key.Name, subresource);
        var path = call.Path(("fieldManager", options.FieldManager));
        var bytes = Encoding.UTF8.GetBytes(patch.ToJsonString());
        var sent = await SendAsync(call, () => new HttpRequestMessage(HttpMethod.Patch, path) { Content = Json(bytes, "application/merge-patch+json") }, cancellationToken);
        return sent.Then(body => Parse<T>(body, call));
    }

    /// <summary>Creates an object.</summary>
    /// <returns>The object as stored; fails with <see cref="KubeReasons.AlreadyExists"/> and others.</returns>
    public async Task<Result<T>> CreateAsync<T>(T created, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(created);
        var call = new KubeCall("create", T.ResourceKind, created.Metadata.Namespace, null);
        var path = call.Path(("fieldManager", options.FieldManager));
        var bytes = JsonSerializer.SerializeToUtf8Bytes(created, T.JsonTypeInfo);
        var sent = await SendAsync(call, () => new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(bytes, "application/json") }, cancellationToken);
        return sent.Then(body => Parse<T>(body, call));
    }

    /// <summary>Reads the OpenAPI document of a kind's group and version, as the server publishes it to everybody who is logged in.</summary>
    /// <returns>The document, JSON of OpenAPI 3.</returns>
    public Task<Result<byte[]>> ReadSchemasAsync(ResourceKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return SendAsync(new KubeCall("get", kind, null, "openapi"), () => new HttpRequestMessage(HttpMethod.Get, $"openapi/v3/apis/{kind.ApiVersion}"), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static ByteArrayContent Json(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static Result<T> Parse<T>(byte[] body, KubeCall call)
        where T : class, IResource<T>
    {
        try
        {
            return JsonSerializer.Deserialize(body, T.JsonTypeInfo) is { } parsed ? parsed : KubeErrors.Unreadable(call, "it is empty");
        }
        catch (JsonException e)
        {
            return KubeErrors.Unreadable(call, $"it does not fit {T.ResourceKind} at {e.Path}", T.ResourceKind == ResourceKinds.Secret ? null : e);
        }
    }

    private async Task<Result<byte[]>> SendAsync(KubeCall call, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using var span = Spans.StartWithin("kubernetes api", ActivityKind.Client);
        span?.SetTag("k8s.verb", call.Verb).SetTag("k8s.resource", call.Resource).SetTag("k8s.namespace.name", call.Namespace).SetTag("k8s.object.name", call.Name);
        var sent = await SendRepeatedlyAsync(call, make, cancellationToken);
        span.End(sent.Failure);
        return sent;
    }

    private async Task<Result<byte[]>> SendRepeatedlyAsync(KubeCall call, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.CallLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (!(await http.SendAsync(make, both.Token)).TryGet(out var response, out var failure)) return failure.Prefixed($"cannot {call}: ");
                using (response)
                {
                    var body = await ReadAsync(response, both.Token);
                    if (body is null) return KubeErrors.Unreadable(call, $"more than {options.MaxBytes} bytes");
                    if (response.IsSuccessStatusCode) return body;
                    if (attempt >= options.Attempts || Wait(response, attempt) is not { } wait) return KubeErrors.From(response.StatusCode, Status(body), call);
                    await Task.Delay(wait, time, both.Token);
                }
            }
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

    // The server did not work on a request that it answers so; everything may be sent again.
    private TimeSpan? Wait(HttpResponseMessage response, int attempt)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        if (response.StatusCode == HttpStatusCode.TooManyRequests) asked ??= TimeSpan.FromSeconds(1 << (attempt - 1));
        else if (response.StatusCode != HttpStatusCode.ServiceUnavailable) return null;
        return asked is { } wait && wait <= LongestWait ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null;
    }

    private async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16384];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + read > options.MaxBytes) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static KubeStatus? Status(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, KubeJson.Default.KubeStatus) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null; // a proxy's page, or plain text: the code says enough
        }
    }
}
