using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Tracing;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Work on an ImageRepository: is a scan due, list the tags, store them, say what was found.</summary>
/// <param name="targets">Reads credentials.</param>
/// <param name="registry">Lists tags.</param>
/// <param name="store">Stored tags.</param>
/// <param name="hints">What webhooks have brought.</param>
/// <param name="options">Settings.</param>
/// <param name="time">Time.</param>
/// <param name="logger">Told what no condition tells; null: nobody.</param>
internal sealed class RepositoryWork(
    RegistryTargets targets, IRegistryClient registry, SqliteTagStore store, HintBook hints, ReflectorOptions options, TimeProvider time,
    ILogger<RepositoryWork>? logger = null) : IObjectWork<ImageRepository>
{
    /// <summary>Reason of the event about what a registry warned of; told once, until the warning changes.</summary>
    public const string RegistryWarning = "RegistryWarning";

    /// <summary>Reason of the event about a list that became empty; told once.</summary>
    public const string TagListEmpty = nameof(TagListEmpty);

    private const int LatestTagCount = 10;

    /// <summary>How often an empty list has to be seen in a row where tags are stored.</summary>
    private const int EmptyListings = 3;

    /// <summary>Reason of the event about a login that a registry does not take although it serves the list; told once.</summary>
    public const string LoginNotTaken = nameof(LoginNotTaken);

    private readonly ConcurrentDictionary<ObjectKey, string> warned = new();
    private readonly ConcurrentDictionary<ObjectKey, string> warnedOfLogin = new();

    /// <inheritdoc/>
    public bool HandlesRequestsWhileSuspended => true;

    /// <inheritdoc/>
    public async Task<WorkOutcome<ImageRepository>> RunAsync(ImageRepository resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (IdentityGate.Check(resource, options.ObjectLevelWorkloadIdentity) is { } closed) return Failed(resource, closed);
        if (!RepositoryName.ParseImage(resource.Spec.Image).TryGet(out var image, out var failure)) return Failed(resource, failure);

        using var deadline = new Deadline(ScanTimeout.Of(resource, options), time, cancellationToken);
        var credentials =
            await deadline.RunAsync(token => targets.ForAsync(resource, image, token), limit => RegistryTargets.TooLate(limit));
        if (!credentials.TryGet(out var target, out failure)) return Failed(resource, failure);

        if (!store.Describe(resource.Key).TryGet(out var stored, out failure))
            return Failed(resource, failure.Prefixed("failed to determine if it's scan time: "));
        var exclusions = TagExclusions.Effective(resource.Spec.ExclusionList);
        var decision = ScanDecision.Decide(
            resource, image.Canonical, exclusions, stored?.CanonicalName == image.Canonical ? stored : null,
            new ScanHints(hints.IsListingDue(resource.Key), hints.HasTags(resource.Key)), time.GetUtcNow());
        if (options.ScansAlways && decision is ScanDecision.Wait) decision = new ScanDecision.Scan("reconcile requested");
        var outcome = decision switch
        {
            ScanDecision.Scan scan => await TracedScanAsync(resource, image, target, exclusions, scan.Why, deadline),
            ScanDecision.TakeOver later => Hinted(resource, image, later.For),
            ScanDecision.Wait wait =>
                Succeeded(
                    resource, wait.For,
                    $"no change in repository configuration since last scan, next scan in {GoDuration.FormatWait(wait.For)}"),
            _ => throw new UnreachableException(),
        };
        // This run may have taken the place of the one that a webhook's listing waits for.
        return outcome.Failure is null && hints.UntilListing(resource.Key) is { } due && !(outcome.RequeueAfter <= due)
            ? outcome with { RequeueAfter = due } : outcome;
    }

    /// <inheritdoc/>
    public Task CleanUpAsync(ImageRepository resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        warned.TryRemove(resource.Key, out _);
        warnedOfLogin.TryRemove(resource.Key, out _);
        hints.Forget(resource.Key);
        if (store.Delete(resource.Key).Failure is { } failure) logger?.NotDeleted(resource.Key, failure);
        return Task.CompletedTask;
    }

    private async Task<WorkOutcome<ImageRepository>> TracedScanAsync(
        ImageRepository resource, RepositoryName image, RegistryTarget target, IReadOnlyList<string> exclusions, string why,
        Deadline deadline)
    {
        using var span = Spans.Start("scan", ActivityKind.Client);
        var outcome = await ScanAsync(resource, image, target, exclusions, why, deadline);
        span?.SetTag("image", image.Canonical).SetTag("imageautomation.why", why)
            .SetTag("imageautomation.tags", outcome.Object.Status.LastScanResult?.TagCount);
        span.End(outcome.Failure);
        return outcome;
    }

    private async Task<WorkOutcome<ImageRepository>> ScanAsync(
        ImageRepository resource, RepositoryName image, RegistryTarget target, IReadOnlyList<string> exclusions, string why,
        Deadline deadline)
    {
        var progress = "scanning: " + why;
        if (!TagExclusions.Compile(resource.Spec.ExclusionList).TryGet(out var excluded, out var failure))
            return Failed(resource, ScanFailed(failure, FailureKind.Transient), progress);
        var begun = hints.BeginListing(resource.Key);
        var listing = await deadline.RunAsync(
            token => registry.ListTagsAsync(target, token),
            limit =>
                Failure.Transient(
                    Reasons.ReadOperationFailed,
                    $"no answer from {image.Canonical} within {GoDuration.Format(limit)}; raise spec.timeout of "
                        + $"ImageRepository {resource.Key} if the registry is slow"));
        if (!listing.TryGet(out var listed, out failure)) return Failed(resource, ScanFailed(failure, failure.Kind), progress);

        if (listed.InvalidTags > 0) logger?.NoTags(resource.Key, listed.InvalidTags, image.Canonical);
        return TakeOver(resource, image, exclusions, new FreshList(listed, excluded, begun)) with { ProgressMessage = progress };
    }

    /// <summary>A listing becomes what is stored, and status.</summary>
    private WorkOutcome<ImageRepository> TakeOver(
        ImageRepository resource, RepositoryName image, IReadOnlyList<string> exclusions, FreshList list)
    {
        var now = time.GetUtcNow();
        var isOtherList = !exclusions.ToHashSet(StringComparer.Ordinal).SetEquals(resource.Status.ObservedExclusionList ?? exclusions);
        if (!isOtherList && list.IsEmpty(hints.Since(resource.Key, image.Canonical, list.Begun)))
        {
            if (!store.Describe(resource.Key).TryGet(out var stored, out var unread))
                return Failed(resource, ScanFailed(unread, unread.Kind));
            if (stored is { Count: > 0 } && stored.CanonicalName == image.Canonical)
            {
                if (!store.CountEmpty(resource.Key).TryGet(out var times, out unread))
                    return Failed(resource, ScanFailed(unread, unread.Kind));
                if (times < EmptyListings) return KeptTags(resource, image, stored, now, times);
            }
        }

        if (!Store(resource.Key, image, list, now, isOtherList).TryGet(out var kept, out var failure))
            return Failed(resource, ScanFailed(failure.Prefixed($"failed to set tags for \"{image.Canonical}\": "), failure.Kind));
        var scanned = resource with
        {
            Status = resource.Status with
            {
                CanonicalImageName = image.Canonical,
                ObservedExclusionList = exclusions,
                LastScanResult = new ScanResult
                {
                    Revision = kept.Replaced.Revision,
                    TagCount = kept.Replaced.Count,
                    ScanTime = now,
                    LatestTags = Latest(kept.Tags),
                },
            },
        };
        var nothingNew = kept.Replaced.Revision == resource.Status.LastScanResult?.Revision ? "tags did not change" : "successful scan";
        return Succeeded(
            scanned, Intervals.Next(resource.Spec.Interval),
            $"{nothingNew}, next scan in {GoDuration.Format(resource.Spec.Interval.Value)}") with
        {
            Notices = [.. Notices(resource.Key, image, list.Listed.Warnings), .. LoginNotices(resource.Key, image, list.Listed)],
        };
    }

    /// <summary>Stores a listing, with what the registry has shown since it began: that may have come too late for the list.</summary>
    private Result<(ReplaceOutcome Replaced, IReadOnlyList<string> Tags)> Store(
        ObjectKey repository, RepositoryName image, FreshList list, DateTimeOffset now, bool isOtherList)
    {
        var shown = hints.Since(repository, image.Canonical, list.Begun);
        while (true)
        {
            var tags = list.With(shown);
            if (!store.Replace(repository, image.Canonical, tags, now, isOtherList).TryGet(out var replaced, out var failure))
                return failure;
            var late = hints.Since(repository, image.Canonical, list.Begun);
            if (late.Count <= shown.Count) return (replaced, tags);
            shown = late; // shown after the list was put together, and perhaps stored before it was
        }
    }

    /// <summary>
    /// The stored list as status, without a listing. The time of the last one stays: webhooks must not put the next one off.
    /// </summary>
    private WorkOutcome<ImageRepository> Hinted(ImageRepository resource, RepositoryName image, TimeSpan next)
    {
        if (!store.Read(resource.Key).TryGet(out var stored, out var failure)) return Failed(resource, failure);
        if (stored?.CanonicalName != image.Canonical) return new WorkOutcome<ImageRepository> { Object = resource };
        var result = new ScanResult
        {
            Revision = stored.Revision,
            TagCount = stored.Tags.Count,
            ScanTime = resource.Status.LastScanResult?.ScanTime,
            LatestTags = Latest(stored.Tags),
        };
        return Succeeded(
            resource with { Status = resource.Status with { LastScanResult = result } }, next,
            $"tags told by webhooks, next scan in {GoDuration.FormatWait(next)}");
    }

    private static IReadOnlyList<string>? Latest(IReadOnlyList<string> tags) => tags.Count == 0 ? null : [.. tags.Take(LatestTagCount)];

    /// <summary>
    /// A list that became empty is no news until it was seen several times: to registries in trouble all repositories look empty.
    /// </summary>
    private static WorkOutcome<ImageRepository> KeptTags(
        ImageRepository resource, RepositoryName image, StoredSummary stored, DateTimeOffset now, int times)
    {
        var result = new ScanResult
        {
            Revision = stored.Revision,
            TagCount = stored.Count,
            ScanTime = now,
            LatestTags = resource.Status.LastScanResult?.LatestTags,
        };
        var scanned = resource with { Status = resource.Status with { LastScanResult = result } };
        var said = $"{image.Canonical} lists no tags any more; the {stored.Count} that were stored are kept until an empty list was "
            + $"seen {EmptyListings} times in a row";
        var outcome = Succeeded(
            scanned, Intervals.Next(resource.Spec.Interval), $"{said}, next scan in {GoDuration.Format(resource.Spec.Interval.Value)}");
        return outcome with
        {
            SuccessMessage = $"{outcome.SuccessMessage}; {said}",
            Notices = times > 1 ? [] : [new RunNotice(TagListEmpty, said, new Dictionary<string, string> { ["image"] = image.Canonical })
            {
                IsWarning = true,
            }],
        };
    }

    private IReadOnlyList<RunNotice> Notices(ObjectKey repository, RepositoryName image, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            warned.TryRemove(repository, out _);
            return [];
        }

        var text = string.Join("; ", warnings);
        if (warned.TryGetValue(repository, out var told) && told == text) return [];
        warned[repository] = text;
        return [new RunNotice(RegistryWarning, $"the registry of {image.Canonical} warns: {text}", new Dictionary<string, string>
        {
            ["image"] = image.Canonical,
        })];
    }

    /// <summary>Told once until the login is taken again; a scan between two checks knows nothing of it.</summary>
    private IEnumerable<RunNotice> LoginNotices(ObjectKey repository, RepositoryName image, TagListing listed)
    {
        if (listed is { IsLoginChecked: true, LoginWarning: null }) warnedOfLogin.TryRemove(repository, out _);
        if (listed.LoginWarning is not { } text || (warnedOfLogin.TryGetValue(repository, out var told) && told == text)) yield break;
        warnedOfLogin[repository] = text;
        yield return new RunNotice(LoginNotTaken, text, new Dictionary<string, string> { ["image"] = image.Canonical })
        {
            IsWarning = true,
        };
    }

    private static WorkOutcome<ImageRepository> Succeeded(ImageRepository resource, TimeSpan? next, string nothingNew)
    {
        var result = resource.Status.LastScanResult;
        return new WorkOutcome<ImageRepository>
        {
            Object = resource,
            SuccessMessage = string.Create(
                CultureInfo.InvariantCulture, $"successful scan: found {result?.TagCount} tags with checksum {result?.Revision}"),
            RequeueAfter = next,
            NothingNewMessage = nothingNew,
        };
    }

    private static WorkOutcome<ImageRepository> Failed(
        ImageRepository resource, Failure failure, string progress = "reconciliation in progress") =>
        new() { Object = resource, Failure = failure, ProgressMessage = progress };

    // A registry's own code stays in the text; the condition's reason is the API's.
    private static Failure ScanFailed(Failure failure, FailureKind kind) =>
        new(kind == FailureKind.Terminal ? FailureKind.Transient
            : kind, Reasons.ReadOperationFailed, "scan failed: " + failure.Message, failure.Cause);

    /// <summary>A listing that has just ended.</summary>
    /// <param name="Listed">What the registry listed.</param>
    /// <param name="Excluded">Tags that the spec leaves out.</param>
    /// <param name="Begun">Names the moment when it began.</param>
    private sealed record FreshList(TagListing Listed, TagExclusions Excluded, long Begun)
    {
        /// <summary>Its tags together with others, in the store's order, without those that are excluded.</summary>
        public IReadOnlyList<string> With(IReadOnlyList<string> shown)
        {
            IReadOnlyList<string> all = shown.Count == 0 ? Listed.Tags : TagOrder.Sort([.. Listed.Tags, .. shown]);
            return [.. all.Where(tag => !Excluded.Excludes(tag))];
        }

        /// <summary>Whether nothing is left of it.</summary>
        public bool IsEmpty(IReadOnlyList<string> shown) => Listed.Tags.Concat(shown).All(tag => Excluded.Excludes(tag));
    }
}
