using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.ImageReflector.Hooks.Hints;
using ImageAutomation.ImageReflector.Hooks.Payloads;
using ImageAutomation.Languages.Cel;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>
/// Passes an authentic request on to whom it is for: hints to the reflector that leads, requests for runs to everybody else.
/// </summary>
internal sealed class HookDispatcher
{
    /// <summary>Requests for runs that one webhook may cause.</summary>
    private const int MaxObjects = 1000;

    // More deletes may follow, as when a retention rule runs.
    private static readonly TimeSpan DeleteWait = TimeSpan.FromSeconds(15);

    private readonly ResourceCache<ImageRepository> repositories;
    private readonly IReconcileRequests requests;
    private readonly ReceiverNotices notices;
    private readonly WebhookOptions options;
    private readonly HintRate rate;
    private readonly UnmatchedImages unmatched;
    private readonly TimeProvider time;

    /// <param name="repositories">ImageRepositories.</param>
    /// <param name="context">Where objects live, and time.</param>
    /// <param name="options">Settings.</param>
    public HookDispatcher(ResourceCache<ImageRepository> repositories, ControllerContext context, WebhookOptions options)
    {
        (this.repositories, this.options) = (repositories, options);
        (requests, time) = (context.Requests, context.Time);
        notices = new ReceiverNotices(context);
        rate = new HintRate(time);
        unmatched = new UnmatchedImages(time, context.Loggers.CreateLogger<UnmatchedImages>());
    }

    /// <summary>ImageRepositories that a Receiver selects, filters aside.</summary>
    public IEnumerable<ImageRepository> Covered(Receiver receiver) =>
        receiver.Spec.Resources.Where(r => r.Kind == ResourceKinds.ImageRepository.Kind && IsAllowed(receiver, r))
            .SelectMany(r => Select(receiver, r)).DistinctBy(r => r.Key);

    /// <summary>Passes a request on.</summary>
    /// <param name="served">The Receiver.</param>
    /// <param name="heard">The request.</param>
    /// <param name="leader">Who acts on hints; null: another replica leads.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>
    /// Null when all was passed on that could be; else a failure of the API server, after which the sender should try again.
    /// </returns>
    public async Task<Failure?> PassOnAsync(
        ServedReceiver served, Hearing heard, IHintTaker? leader, CancellationToken cancellationToken)
    {
        if (heard.News.IsOfNoConcern || served.Filters is not { } filters) return null;
        var receiver = served.Receiver;
        Failure? late = null;
        var images = new Dictionary<ObjectKey, ImageRepository>();
        var others = new List<(ResourceKind Kind, ObjectKey Key)>();
        var resources = receiver.Spec.Resources;
        for (var i = 0; i < resources.Count; i++)
        {
            var found = await FindAsync(receiver, resources[i], filters.LooksAt(i), cancellationToken);
            if (!found.TryGet(out var objects, out var failure))
            {
                if (failure.Kind == FailureKind.Terminal) await notices.TellAsync(receiver, failure, cancellationToken);
                else late ??= failure;
                continue;
            }

            foreach (var one in objects)
            {
                if (!await AdmitsAsync(receiver, filters, i, one, heard, cancellationToken)) continue;
                if (one.Repository is { } repository) images[repository.Key] = repository;
                else others.Add((one.Kind, one.Key));
            }
        }

        others.AddRange(Hint(receiver, [.. images.Values], heard, leader).Select(key => (ResourceKinds.ImageRepository, key)));
        foreach (var (kind, key) in others.Take(MaxObjects))
            late = await RequestAsync(receiver, kind, key, heard, cancellationToken) ?? late;
        return late;
    }

    /// <summary>Forgets a Receiver.</summary>
    public void Forget(ObjectKey receiver)
    {
        rate.Forget(receiver);
        notices.Forget(receiver);
    }

    private bool IsAllowed(Receiver receiver, ReceiverResource resource) =>
        !options.NoCrossNamespaceRefs || resource.Namespace is not { Length: > 0 } ns || ns == receiver.Metadata.Namespace;

    private IEnumerable<ImageRepository> Select(Receiver receiver, ReceiverResource resource)
    {
        var ns = NamespaceOf(receiver, resource);
        if (resource.Name != "*") return repositories.Find(new ObjectKey(ns, resource.Name)) is { } named ? [named] : [];
        return resource.MatchLabels is not { Count: > 0 } labels ? []
            : repositories.All.Where(r => r.Metadata.Namespace == ns
                && labels.All(label => r.Metadata.Labels?.GetValueOrDefault(label.Key) == label.Value));
    }

    private static string NamespaceOf(Receiver receiver, ReceiverResource resource) =>
        resource.Namespace is { Length: > 0 } ns ? ns : receiver.Metadata.Namespace;

    /// <summary>Objects of a resource; a terminal failure is the Receiver's, any other the API server's.</summary>
    private async Task<Result<IReadOnlyList<Found>>> FindAsync(
        Receiver receiver, ReceiverResource resource, bool isLookedAt, CancellationToken cancellationToken)
    {
        if (!ReceiverKinds.Of(resource).TryGet(out var kind, out var failure)) return failure;
        if (!IsAllowed(receiver, resource))
            return Unreachable(resource, "is in another namespace, which --no-cross-namespace-refs forbids");
        if (resource.Name == "*" && resource.MatchLabels is not { Count: > 0 }) return Unreachable(resource, "needs matchLabels");
        if (kind.Kind == ResourceKinds.ImageRepository.Kind && kind.Group == ResourceKinds.ImageGroup)
        {
            var selected = Select(receiver, resource).Select(r => new Found(kind, r.Key, r, null)).ToArray();
            if (selected.Length == 0 && resource.Name != "*") return Unreachable(resource, "does not exist");
            return selected;
        }

        var ns = NamespaceOf(receiver, resource);
        if (resource.Name == "*")
        {
            var listed = await requests.FindAsync(kind, ns, resource.MatchLabels!, cancellationToken); // looked at above
            return listed.Then<IReadOnlyList<Found>>(
                items => items.Select(item => new Found(kind, new ObjectKey(ns, (string?)item["metadata"]?["name"] ?? ""), null, item)).ToArray());
        }

        var key = new ObjectKey(ns, resource.Name);
        if (!isLookedAt) return new[] { new Found(kind, key, null, null) };
        if (!(await requests.ReadAsync(kind, key, cancellationToken)).TryGet(out var read, out failure) && failure is not null)
            return failure;
        return read is null ? Unreachable(resource, "does not exist") : new[] { new Found(kind, key, null, read) };
    }

    private static Failure Unreachable(ReceiverResource resource, string why) =>
        Failure.Terminal(ReceiverReasons.ResourceUnreachable, $"resource {resource.Kind} '{resource.Name}' {why}");

    private async Task<bool> AdmitsAsync(
        Receiver receiver, ReceiverFilters filters, int resource, Found one, Hearing heard, CancellationToken cancellationToken)
    {
        if (!filters.LooksAt(resource)) return true;
        using var metadata = JsonDocument.Parse((one.Json ?? MetadataOf(one)).ToJsonString());
        var values = new Dictionary<string, CelValue>(StringComparer.Ordinal)
        {
            ["req"] = heard.Body.ValueKind == JsonValueKind.Object ? CelValue.FromJson(heard.Body) : ReceiverFilters.Nothing,
            ["res"] = CelValue.FromJson(metadata.RootElement),
            ["claims"] = heard.Claims is { } claims ? CelValue.FromJson(claims) : ReceiverFilters.Nothing,
        };
        if (filters.Admits(resource, values).TryGet(out var admits, out _)) return admits;
        // What an expression failed on may be of the body, so its words stay here.
        await notices.TellAsync(
            receiver,
            Failure.Terminal(
                ReceiverReasons.FilterFailed,
                $"the filter for {one.Kind.Kind} {one.Key} failed on a request, which counts as false; guard members that may be missing "
                    + "with has() or ?."),
            cancellationToken);
        return false;
    }

    private static JsonObject MetadataOf(Found one)
    {
        var json = new JsonObject { ["apiVersion"] = one.Kind.ApiVersion, ["kind"] = one.Kind.Kind };
        if (one.Repository is { } repository
            && JsonSerializer.SerializeToNode(repository, ImageRepository.JsonTypeInfo)?["metadata"] is JsonObject metadata)
            json["metadata"] = metadata.DeepClone();
        return json;
    }

    /// <summary>Hints about the images of a request.</summary>
    /// <returns>ImageRepositories that have to be asked for a run instead.</returns>
    private IReadOnlyList<ObjectKey> Hint(Receiver receiver, IReadOnlyList<ImageRepository> selected, Hearing heard, IHintTaker? leader)
    {
        if (selected.Count == 0) return [];
        if (heard.News.Images.Count == 0) return [.. selected.Select(r => r.Key)]; // it says nothing about whom it is for
        var requested = new HashSet<ObjectKey>();
        foreach (var image in heard.News.Images)
        {
            var meant = RepositoryMatch.Find(image, selected);
            if (meant.Count == 0)
            {
                unmatched.Note(receiver.Key, image);
                if (receiver.Metadata.Annotations?.GetValueOrDefault(WellKnown.UnmatchedAnnotation) != "scan") continue;
                meant = selected;
                if (leader is not null) foreach (var repository in meant) leader.AskForListing(repository.Key, TimeSpan.Zero);
                else requested.UnionWith(meant.Select(r => r.Key));
                continue;
            }

            foreach (var repository in meant)
            {
                if (leader is null) requested.Add(repository.Key);
                else Hint(receiver, repository.Key, image, heard.Seen, leader);
            }
        }

        return [.. requested];
    }

    private void Hint(Receiver receiver, ObjectKey repository, ImageNews image, DateTimeOffset seen, IHintTaker leader)
    {
        if (image.IsDeleted) leader.AskForListing(repository, DeleteWait);
        else if (image.Tag is not { } tag || !rate.TryTake(receiver.Key)) leader.AskForListing(repository, TimeSpan.Zero);
        else if (TagGrammar.IsTag(tag)) // a digest in its place, as some senders have it, is no tag
            leader.Take(new TagHint(repository, tag) { Digest = image.Digest, Pushed = image.PushedAt, Seen = seen });
    }

    private async Task<Failure?> RequestAsync(
        Receiver receiver, ResourceKind kind, ObjectKey key, Hearing heard, CancellationToken cancellationToken)
    {
        var annotations = new Dictionary<string, string>
        {
            [WellKnown.RequestedAtAnnotation] =
                time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture),
        };
        if (kind.Kind == ResourceKinds.GitRepository.Kind && heard.News.Pushes.Count > 0
            && await PushedAsync(kind, key, heard.News.Pushes, cancellationToken) is { } pushed)
            annotations[WellKnown.PushedAnnotation] = pushed;
        var written = await requests.AnnotateAsync(kind, key, annotations, cancellationToken);
        if (written.TryGet(out var isThere, out var failure))
        {
            if (isThere) return null;
            failure = Failure.Terminal(ReceiverReasons.ResourceUnreachable, $"resource {kind.Kind} '{key}' does not exist");
        }

        if (failure.Kind != FailureKind.Terminal && failure.Reason != SourceReasons.Forbidden) return failure;
        await notices.TellAsync(
            receiver, Failure.Terminal(ReceiverReasons.ResourceUnreachable, $"resource {kind.Kind} '{key}' cannot be asked: {failure.Message}"),
            cancellationToken);
        return failure.Reason == SourceReasons.Forbidden ? failure : null;
    }

    /// <summary>
    /// References that moved in a GitRepository, so that whoever follows it need not ask for those that it knows; null: unknown.
    /// </summary>
    private async Task<string?> PushedAsync(
        ResourceKind kind, ObjectKey key, IReadOnlyList<GitNews> pushes, CancellationToken cancellationToken)
    {
        if (!(await requests.ReadAsync(kind, key, cancellationToken)).TryGet(out var read, out _)) return null;
        if ((string?)read?["spec"]?["url"] is not { } url) return null;
        return GitPushes.Describe([.. pushes.Where(push => push.Urls.Any(told => GitPushes.IsSame(told, url)))]);
    }

    // An object that a request may be for.
    private sealed record Found(ResourceKind Kind, ObjectKey Key, ImageRepository? Repository, JsonObject? Json);
}
