using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes.Json;
using ImageAutomation.Common.Kubernetes.Transport;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Tracing;
using ImageAutomation.Languages.Results;
using k8s;
using k8s.Models;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>
/// The calls of the Kubernetes API that this project makes, by the package KubernetesClient.Aot, within our bounds. Failures carry a
/// reason of <see cref="KubeReasons"/> and a message that names verb, resource, object and what to do.
/// </summary>
public sealed partial class KubeClient : IDisposable
{
    private readonly KubeConnection connection;
    private readonly KubeClientOptions options;
    private readonly TimeProvider time;
    private readonly KubeContracts contracts = new();
    private readonly k8s.Kubernetes api;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    public KubeClient(KubeConnection connection, KubeClientOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        this.connection = connection;
        this.options = options;
        this.time = time;
        api = KubeTransport.Open(connection, options, contracts, time);
    }

    /// <summary>Who writes, in managed fields.</summary>
    public string FieldManager => options.FieldManager;

    /// <summary>Makes a patch of the kind that all writes here are: a JSON merge patch.</summary>
    public static V1Patch Merge(JsonObject patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch);
    }

    /// <summary>Makes any call of the package, within the bounds, with the login and with the failures of all calls here.</summary>
    /// <typeparam name="T">What the server answers.</typeparam>
    /// <param name="call">What it is, for messages and traces; with a name that no object can have nothing is sent.</param>
    /// <param name="send">Makes it. The names in it are those of <paramref name="call"/>; the token ends with the limit of a call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer; fails with a reason of <see cref="KubeReasons"/>.</returns>
    public async Task<Result<T>> CallAsync<T>(
        KubeCall call, Func<IKubernetes, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(send);
        using var span = Spans.StartWithin("kubernetes api", ActivityKind.Client);
        span?.SetTag("k8s.verb", call.Verb).SetTag("k8s.resource", call.Resource);
        span?.SetTag("k8s.namespace.name", call.Namespace).SetTag("k8s.object.name", call.Name);
        var sent = call.IsPossible ? await SendAsync(call, send, cancellationToken) : KubeErrors.Impossible(call);
        span.End(sent.Failure);
        return sent;
    }

    /// <summary>Reads one object.</summary>
    /// <returns>The object; null when it does not exist. A kind that the server does not know is a failure.</returns>
    public async Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var call = new KubeCall("get", T.ResourceKind, key.Namespace, key.Name);
        if (!call.IsPossible) return (T?)null; // the schemas let such names through, an empty one too
        contracts.AddObject(T.JsonTypeInfo);
        var sent = await CallAsync(call, (_, token) => ReadAsync<T>(key, token), cancellationToken);
        if (sent.TryGet(out var found, out var failure)) return found;
        return failure.Reason == KubeReasons.NotFound ? (T?)null : failure;
    }

    /// <summary>
    /// Writes a JSON merge patch to an object of a custom kind. Put <c>metadata.resourceVersion</c> into it for the optimistic lock.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="subresource"><c>status</c>; null for the object itself.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The object as stored; fails with <see cref="KubeReasons.Conflict"/>, <see cref="KubeReasons.NotFound"/>,
    /// <see cref="KubeReasons.Invalid"/> and others.
    /// </returns>
    public Task<Result<T>> MergePatchAsync<T>(ObjectKey key, JsonObject patch, string? subresource, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var (kind, body, ns, name) = (T.ResourceKind, Merge(patch), key.Namespace, key.Name);
        contracts.AddObject(T.JsonTypeInfo);
        return CallAsync(
            new KubeCall("patch", kind, ns, name, subresource),
            (kube, token) => subresource == "status"
                ? kube.CustomObjects.PatchNamespacedCustomObjectStatusAsync<T>(
                    body, kind.Group, kind.Version, ns, kind.Plural, name, fieldManager: FieldManager, cancellationToken: token)
                : kube.CustomObjects.PatchNamespacedCustomObjectAsync<T>(
                    body, kind.Group, kind.Version, ns, kind.Plural, name, fieldManager: FieldManager, cancellationToken: token),
            cancellationToken);
    }

    /// <summary>
    /// Reads the OpenAPI document of a kind's group and version, as the server publishes it to everybody who is logged in.
    /// </summary>
    /// <returns>The document, JSON of OpenAPI 3.</returns>
    public Task<Result<byte[]>> ReadSchemasAsync(ResourceKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return CallAsync(
            new KubeCall("get", kind, null, "openapi"),
            async (_, token) =>
            {
                using var request = Get($"openapi/v3/apis/{kind.ApiVersion}");
                using var response = await api.HttpClient.SendAsync(request, token);
                return await response.Content.ReadAsByteArrayAsync(token);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => api.Dispose();

    private async Task<T> ReadAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var kind = T.ResourceKind;
        return BuiltIns.Readers.TryGetValue(kind, out var read)
            ? (T)(await read(api, key, cancellationToken))! // null counts as an empty answer
            : await api.CustomObjects.GetNamespacedCustomObjectAsync<T>(
                kind.Group, kind.Version, key.Namespace, kind.Plural, key.Name, cancellationToken);
    }

    // For what the package has no method for, or reads otherwise than we need.
    private HttpRequestMessage Get(string path) => new(HttpMethod.Get, new Uri(api.BaseUri, path)) { Version = HttpVersion.Version20 };

    private async Task<Result<T>> SendAsync<T>(
        KubeCall call, Func<IKubernetes, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = new CancellationTokenSource(options.CallLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await send(api, both.Token) is { } answer ? answer : KubeErrors.Unreadable(call, "it is empty");
        }
        catch (KubeCallException e)
        {
            return e.FailureOf(call);
        }
        catch (JsonException e)
        {
            return KubeErrors.Unfit(call, e);
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
}
