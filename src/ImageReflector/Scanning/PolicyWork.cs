using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Work on an ImagePolicy: read the stored tags, elect, look the digest up, publish the result.</summary>
/// <param name="source">Reads the repository and the policy's Namespace.</param>
/// <param name="targets">Reads credentials for digest look-ups.</param>
/// <param name="registry">Looks digests up.</param>
/// <param name="tags">Stored tags, and elected ones that are not listed.</param>
/// <param name="hints">When webhooks told of tags.</param>
/// <param name="options">Settings.</param>
/// <param name="time">Time.</param>
public sealed class PolicyWork(
    IResourceSource source, RegistryTargets targets, IRegistryClient registry, SqliteTagStore tags,
    HintBook hints, ReflectorOptions options, TimeProvider time) : IObjectWork<ImagePolicy>
{
    /// <summary>Reason of the event about an elected tag that is not listed any more; told once.</summary>
    public const string ElectedTagMissing = nameof(ElectedTagMissing);

    /// <summary>Reason of the event about an elected number that is written with letters; told once.</summary>
    public const string NumberWithLetters = nameof(NumberWithLetters);

    private const int MaxPassedOver = 10;

    private readonly VanishedTagGuard guard = new(targets, registry, tags, options, time);

    private const string IntervalRule = "spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'";

    /// <inheritdoc/>
    public bool HandlesRequestsWhileSuspended => true;

    /// <summary>The repository that a policy reads.</summary>
    public static ObjectKey RepositoryOf(ImagePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var reference = policy.Spec.ImageRepositoryRef;
        return new ObjectKey(reference.Namespace is { Length: > 0 } ns ? ns : policy.Metadata.Namespace, reference.Name);
    }

    /// <inheritdoc/>
    public async Task<WorkOutcome<ImagePolicy>> RunAsync(ImagePolicy resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (resource.Spec is { DigestReflectionPolicy: DigestReflection.Always, Interval: null })
            return Failed(resource, Failure.Terminal(Reasons.IntervalNotConfigured, IntervalRule));
        if (!(await FindRepositoryAsync(resource, cancellationToken)).TryGet(out var repository, out var failure))
            return Failed(resource, failure) with
            {
                IsQuiet = failure.Reason == Reasons.DependencyNotReady && IsNew(resource.Metadata.CreationTimestamp),
            };
        if (!RepositoryName.ParseImage(repository.Spec.Image).TryGet(out var image, out failure)) return Failed(resource, failure);
        if (IdentityGate.Check(repository, options.ObjectLevelWorkloadIdentity, "in the ImageRepository ") is { } closed)
            return Failed(resource, closed);
        if (!CompiledPolicy.Compile(resource.Spec.Policy, resource.Spec.FilterTags).TryGet(out var policy, out failure))
            return Failed(resource, failure);

        if (!tags.Read(repository.Key).TryGet(out var stored, out failure)) return Failed(resource, failure);
        // Tags of another image must not be published under this name: wait for the scan.
        if (stored is null || stored.Tags.Count == 0 || stored.CanonicalName != image.Canonical) return NoTags(resource, repository);

        if (!(await ElectAsync(new Candidates(resource, repository, image, policy, stored), cancellationToken))
            .TryGet(out var election, out failure))
            return Failed(resource, failure);
        return Publish(resource, repository, election);
    }

    /// <inheritdoc/>
    public Task CleanUpAsync(ImagePolicy resource, CancellationToken cancellationToken)
    {
        guard.Forget(resource); // a failure is the store's own incident
        return Task.CompletedTask;
    }

    private async Task<Result<ImageRepository>> FindRepositoryAsync(ImagePolicy policy, CancellationToken cancellationToken)
    {
        var key = RepositoryOf(policy);
        if (RepositoryAccess.CheckCrossNamespace(policy.Key, key, options.NoCrossNamespaceRefs) is { } blocked) return blocked;
        if (!(await source.GetAsync<ImageRepository>(key, cancellationToken)).TryGet(out var repository, out var failure))
            return NotFound(failure);
        if (repository is null)
            return Failure.Transient(
                Reasons.DependencyNotReady,
                $"failed to get the referred ImageRepository: referenced ImageRepository does not exist: ImageRepository '{key}' not "
                    + $"found; create it or correct spec.imageRepositoryRef of ImagePolicy {policy.Key}");

        IReadOnlyDictionary<string, string>? labels = null;
        if (key.Namespace != policy.Metadata.Namespace && repository.Spec.AccessFrom is not null)
        {
            if (!(await source.GetAsync<Namespace>(new ObjectKey("", policy.Metadata.Namespace), cancellationToken))
                .TryGet(out var ns, out failure))
                return NotFound(failure);
            labels = ns?.Metadata.Labels;
        }

        return RepositoryAccess.CheckSelectors(policy.Key, repository, labels) is { } denied ? denied : repository;
    }

    private static Failure NotFound(Failure failure) =>
        Failure.Transient(Reasons.Failure, "failed to get the referred ImageRepository: " + failure.Message, failure.Cause);

    /// <summary>Elects, keeps what an outage hides, and passes over what the registry does not hand out.</summary>
    private async Task<Result<Outcome>> ElectAsync(Candidates from, CancellationToken cancellationToken)
    {
        var (resource, repository, image, policy, stored) = from;
        if (!WithdrawnTags.Read(resource).TryGet(out var entries, out var failure)) return failure;
        if (!TagExclusions.Compile(repository.Spec.ExclusionList).TryGet(out var exclusions, out failure)) return failure;
        var withdrawn = await WithdrawnAsync(from, entries, cancellationToken);
        var blocked = new HashSet<string>(StringComparer.Ordinal);
        var passedOver = new List<PassedOverTag>();
        Failure? refused = null;
        while (true)
        {
            var elected = new ImageElection(policy, resource.Spec, withdrawn, blocked).Elect(stored.Tags);
            UnlistedTag? unlisted = null;
            if (VanishedTag.NeedsConfirmation(resource, repository.Spec.Image, policy, stored.Tags, tag => withdrawn.Contains(tag)
                || exclusions.Excludes(tag), elected.TryGet(out var found, out var nothing) ? found : null))
            {
                if (!(await guard.LookAsync(resource, repository, image, stored, cancellationToken)).TryGet(out unlisted, out failure))
                    return failure;
            }
            else if (resource.Status.Unlisted is not null && guard.Forget(resource).Failure is { } notForgotten) return notForgotten;

            var tag = unlisted?.Tag ?? found;
            // Everything that could be elected waits: what was elected before stays.
            if (tag is null && passedOver.Count > 0 && Current(resource, repository) is { } standing)
                return new Outcome(standing, null, passedOver);
            if (tag is null) return refused ?? nothing!; // no tag, and so a failure
            // What is passed over waits for its turn; only something better than what stands may go before it.
            if (passedOver.Count > 0 && Current(resource, repository) is { } current && !policy.IsAbove(tag, current.Tag))
                return new Outcome(current, unlisted, passedOver);

            var digest = await DigestAsync(resource, repository, image, tag, cancellationToken);
            if (digest.TryGet(out var known, out failure)) return new Outcome(new ImageRef
            {
                Name = repository.Spec.Image,
                Tag = tag,
                Digest = known.Length == 0 ? null : known,
            }, unlisted, passedOver);
            // nobody has a new digest of what is gone
            if (unlisted is not null && Current(resource, repository) is { } kept) return new Outcome(kept, unlisted, passedOver);
            if (failure.Reason != RegistryReasons.BlockedByRegistryPolicy) return DigestFailed($"{repository.Spec.Image}:{tag}", failure);
            passedOver.Add(new PassedOverTag { Tag = tag, Verdict = nameof(TagVerdict.Blocked), Message = failure.Message });
            refused ??= DigestFailed($"{repository.Spec.Image}:{tag}", failure);
            if (passedOver.Count == MaxPassedOver)
                return Current(resource, repository) is { } last ? new Outcome(last, unlisted, passedOver) : refused;
            blocked.Add(tag);
        }
    }

    private static ImageRef? Current(ImagePolicy resource, ImageRepository repository) =>
        resource.Status.LatestRef is { } latest && latest.Name == repository.Spec.Image
        && resource.Status.ObservedGeneration == resource.Metadata.Generation ? latest : null;

    /// <summary>Tags that are withdrawn now: an entry with a digest counts while the tag has it, and as long as nobody can tell.</summary>
    private async Task<HashSet<string>> WithdrawnAsync(
        Candidates from, IReadOnlyList<WithdrawnTag> entries, CancellationToken cancellationToken)
    {
        var withdrawn = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in entries.Where(entry => from.Stored.Tags.Contains(entry.Tag)).GroupBy(entry => entry.Tag))
        {
            var isWhatever = one.Any(entry => entry.Digest is null);
            if (isWhatever || !(await LookUpAsync(from.Repository, from.Image, one.Key, cancellationToken)).TryGet(out var digest, out _)
                || one.Any(entry => entry.Digest == digest))
                withdrawn.Add(one.Key);
        }

        // what is not listed, too: no guard keeps it
        withdrawn.UnionWith(entries.Where(entry => entry.Digest is null).Select(entry => entry.Tag));
        return withdrawn;
    }

    /// <returns>The digest; empty for none.</returns>
    private async Task<Result<string>> DigestAsync(
        ImagePolicy resource, ImageRepository repository, RepositoryName image, string tag, CancellationToken cancellationToken)
    {
        var (lookup, known) =
            DigestDecision.Decide(resource.Spec.DigestReflectionPolicy, resource.Status.LatestRef, repository.Spec.Image, tag);
        if (!lookup) return known ?? "";
        return await LookUpAsync(repository, image, tag, cancellationToken);
    }

    private async Task<Result<string>> LookUpAsync(
        ImageRepository repository, RepositoryName image, string tag, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(ScanTimeout.Of(repository, options), time, cancellationToken);
        return await deadline.RunAsync<string>(
            async token => (await targets.ForAsync(repository, image, token)).TryGet(out var target, out var unusable)
                ? await registry.GetDigestAsync(target, tag, token) : unusable,
            limit =>
                Failure.Transient(
                    Reasons.Failed,
                    $"no answer within {GoDuration.Format(limit)}; raise spec.timeout of ImageRepository {repository.Key} if the registry "
                        + "is slow"));
    }

    private static Failure DigestFailed(string reference, Failure failure) =>
        Failure.Transient(Reasons.Failed, $"failed fetching digest of {reference}: {failure.Message}", failure.Cause);

    private WorkOutcome<ImagePolicy> Publish(ImagePolicy resource, ImageRepository repository, Outcome outcome)
    {
        var (elected, unlisted, passedOver) = outcome;
        var status = resource.Status;
        var notices = new List<RunNotice>();
        if (unlisted is not null && status.Unlisted?.Tag != unlisted.Tag)
        {
            notices.Add(
                new RunNotice(
                    ElectedTagMissing, $"{repository.Spec.Image}:{unlisted.Tag} is not listed any more and is kept: {unlisted.Message}",
                    PolicyMessage.Facts(resource.Key, elected, null))
                {
                    IsWarning = true,
                });
        }

        if (resource.Spec.Policy is { Semver: null, Numerical: not null } && elected != status.LatestRef
            && PolicyMessage.OfLetters(resource.Spec, elected.Tag) is { } letters)
            notices.Add(new RunNotice(NumberWithLetters, letters, PolicyMessage.Facts(resource.Key, elected, status.LatestRef))
            {
                IsWarning = true,
            });

        if (elected != status.LatestRef)
        {
            var hint = hints.Find(repository.Key, elected.Tag);
            status = status with
            {
                ObservedPreviousRef = status.LatestRef,
                LatestRef = elected,
                Elected = new ElectedTag { Tag = elected.Tag, Pushed = hint?.Pushed, Seen = hint?.Seen ?? time.GetUtcNow() },
            };
        }

        status = status with { Unlisted = unlisted, PassedOver = passedOver.Count == 0 ? null : passedOver };
        // What waits is asked about again at the next scan: the list, which is what wakes policies, does not change any more.
        var recheck = unlisted is null && passedOver.Count == 0 ? null : Intervals.Next(repository.Spec.Interval);
        return new WorkOutcome<ImagePolicy>
        {
            Object = resource with { Status = status },
            SuccessMessage = PolicyMessage.Ready(elected, status.ObservedPreviousRef)
                + PolicyMessage.Waits(resource.Key, unlisted, passedOver),
            RequeueAfter = resource.Spec is { DigestReflectionPolicy: DigestReflection.Always, Interval: { } interval }
                ? Shorter(Intervals.Next(interval), recheck) : recheck,
            EventMetadata = PolicyMessage.Facts(resource.Key, elected, status.ObservedPreviousRef),
            Notices = notices,
        };
    }

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    // A policy and its repository are mostly made together; the first scan is on its way then.
    private WorkOutcome<ImagePolicy> NoTags(ImagePolicy resource, ImageRepository repository) => new()
    {
        Object = resource,
        IsQuiet = IsTold(resource)
            || (repository.Status is { LastScanResult: null } scanned && scanned.Find(ConditionTypes.Ready) is not { Status: "False" }
            && (resource.Status.Find(ConditionTypes.Ready) is not { Reason: Reasons.DependencyNotReady } waiting
                || IsNew(waiting.LastTransitionTime))),
        Failure = Failure.Waiting(
            Reasons.DependencyNotReady, $"retrying in {GoDuration.Format(options.RequeueDependency)} error: no tags in database"),
        RequeueAfter = options.RequeueDependency,
    };

    // Somebody was called already, and the condition stands: calling again every half minute helps nobody.
    private bool IsTold(ImagePolicy resource) =>
        resource.Status.Find(ConditionTypes.Ready) is { Reason: Reasons.DependencyNotReady, LastTransitionTime: { } since }
        && time.GetUtcNow() - since >= 2 * options.RequeueDependency;

    private bool IsNew(DateTimeOffset? since) => since is { } at && time.GetUtcNow() - at < options.RequeueDependency;

    private static WorkOutcome<ImagePolicy> Failed(ImagePolicy resource, Failure failure) => new() { Object = resource, Failure = failure };

    /// <summary>What an election is made from.</summary>
    private sealed record Candidates(
        ImagePolicy Resource, ImageRepository Repository, RepositoryName Image, CompiledPolicy Policy, StoredTags Stored);

    /// <summary>What an election came to.</summary>
    private sealed record Outcome(ImageRef Elected, UnlistedTag? Unlisted, IReadOnlyList<PassedOverTag> PassedOver);
}
