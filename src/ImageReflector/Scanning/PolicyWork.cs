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
/// <param name="reader">Stored tags.</param>
/// <param name="options">Settings.</param>
/// <param name="time">Time.</param>
public sealed class PolicyWork(IResourceSource source, RegistryTargets targets, IRegistryClient registry, ITagReader reader, ReflectorOptions options, TimeProvider time) : IObjectWork<ImagePolicy>
{
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
            return Failed(resource, failure) with { IsQuiet = failure.Reason == Reasons.DependencyNotReady && IsNew(resource.Metadata.CreationTimestamp) };
        if (!RepositoryName.ParseImage(repository.Spec.Image).TryGet(out var image, out failure)) return Failed(resource, failure);
        if (IdentityGate.Check(repository, options.ObjectLevelWorkloadIdentity, "in the ImageRepository ") is { } closed) return Failed(resource, closed);
        if (!CompiledPolicy.Compile(resource.Spec.Policy, resource.Spec.FilterTags).TryGet(out var policy, out failure)) return Failed(resource, failure);

        if (!reader.Read(repository.Key).TryGet(out var stored, out failure)) return Failed(resource, failure);
        // Tags of another image must not be published under this name: wait for the scan.
        if (stored is null || stored.Tags.Count == 0 || stored.CanonicalName != image.Canonical) return NoTags(resource, repository);

        if (!policy.Elect(stored.Tags).TryGet(out var elected, out failure)) return Failed(resource, failure);
        var tag = await KeepFromVanishedTagAsync(resource, repository, image, policy, stored, elected, cancellationToken);
        if (!(await DigestAsync(resource, repository, image, tag, cancellationToken)).TryGet(out var digest, out failure)) return Failed(resource, failure);
        // A kept tag is asked about again at the next scan: the list, which is what wakes policies, does not change any more.
        return Publish(resource, new ImageRef { Name = repository.Spec.Image, Tag = tag, Digest = digest.Length == 0 ? null : digest }, tag == elected ? null : Intervals.Next(repository.Spec.Interval));
    }

    /// <inheritdoc/>
    public Task CleanUpAsync(ImagePolicy resource, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<Result<ImageRepository>> FindRepositoryAsync(ImagePolicy policy, CancellationToken cancellationToken)
    {
        var key = RepositoryOf(policy);
        if (RepositoryAccess.CheckCrossNamespace(policy.Key, key, options.NoCrossNamespaceRefs) is { } blocked) return blocked;
        if (!(await source.GetAsync<ImageRepository>(key, cancellationToken)).TryGet(out var repository, out var failure))
            return NotFound(failure);
        if (repository is null)
            return Failure.Transient(
                Reasons.DependencyNotReady,
                $"failed to get the referred ImageRepository: referenced ImageRepository does not exist: ImageRepository '{key}' not found; create it or correct spec.imageRepositoryRef of ImagePolicy {policy.Key}");

        IReadOnlyDictionary<string, string>? labels = null;
        if (key.Namespace != policy.Metadata.Namespace && repository.Spec.AccessFrom is not null)
        {
            if (!(await source.GetAsync<Namespace>(new ObjectKey("", policy.Metadata.Namespace), cancellationToken)).TryGet(out var ns, out failure)) return NotFound(failure);
            labels = ns?.Metadata.Labels;
        }

        return RepositoryAccess.CheckSelectors(policy.Key, repository, labels) is { } denied ? denied : repository;
    }

    private static Failure NotFound(Failure failure) =>
        Failure.Transient(Reasons.Failure, "failed to get the referred ImageRepository: " + failure.Message, failure.Cause);

    /// <summary>
    /// Never backwards because a tag is missing from one listing: while the spec is the same and the elected tag vanished, it stays
    /// until the registry itself says that its manifest is gone.
    /// </summary>
    private async Task<string> KeepFromVanishedTagAsync(
        ImagePolicy resource, ImageRepository repository, RepositoryName image, CompiledPolicy policy, StoredTags stored, string elected, CancellationToken cancellationToken)
    {
        if (!VanishedTag.NeedsConfirmation(resource, repository.Spec.Image, policy, stored.Tags, elected)) return elected;
        var kept = resource.Status.LatestRef!.Tag; // NeedsConfirmation saw it
        using var deadline = new Deadline(ScanTimeout.Of(repository, options), time, cancellationToken);
        var exists = await deadline.RunAsync<bool>(
            async token => (await targets.ForAsync(repository, image, token)).TryGet(out var target, out var failure) ? await registry.ExistsAsync(target, kept, token) : failure,
            _ => Failure.Transient(Reasons.Failed, "timeout"));
        return exists.TryGet(out var there, out _) && !there ? elected : kept;
    }

    /// <returns>The digest; empty for none.</returns>
    private async Task<Result<string>> DigestAsync(ImagePolicy resource, ImageRepository repository, RepositoryName image, string tag, CancellationToken cancellationToken)
    {
        var (lookup, known) = DigestDecision.Decide(resource.Spec.DigestReflectionPolicy, resource.Status.LatestRef, repository.Spec.Image, tag);
        if (!lookup) return known ?? "";
        var reference = $"{repository.Spec.Image}:{tag}";
        using var deadline = new Deadline(ScanTimeout.Of(repository, options), time, cancellationToken);
        var digest = await deadline.RunAsync<string>(
            async token => (await targets.ForAsync(repository, image, token)).TryGet(out var target, out var unusable) ? await registry.GetDigestAsync(target, tag, token) : unusable,
            limit => Failure.Transient(Reasons.Failed, $"no answer within {GoDuration.Format(limit)}; raise spec.timeout of ImageRepository {repository.Key} if the registry is slow"));
        return digest.TryGet(out var found, out var failure) ? found : DigestFailed(reference, failure);
    }

    private static Failure DigestFailed(string reference, Failure failure) =>
        Failure.Transient(Reasons.Failed, $"failed fetching digest of {reference}: {failure.Message}", failure.Cause);

    private static WorkOutcome<ImagePolicy> Publish(ImagePolicy resource, ImageRef elected, TimeSpan? recheck)
    {
        var status = resource.Status;
        if (elected != status.LatestRef) status = status with { ObservedPreviousRef = status.LatestRef, LatestRef = elected };
        return new WorkOutcome<ImagePolicy>
        {
            Object = resource with { Status = status },
            SuccessMessage = PolicyMessage.Ready(elected, status.ObservedPreviousRef),
            RequeueAfter = resource.Spec is { DigestReflectionPolicy: DigestReflection.Always, Interval: { } interval } ? Intervals.Next(interval) : recheck,
            EventMetadata = PolicyMessage.Facts(resource.Key, elected, status.ObservedPreviousRef),
        };
    }

    // A policy and its repository are mostly made together; the first scan is on its way then.
    private WorkOutcome<ImagePolicy> NoTags(ImagePolicy resource, ImageRepository repository) => new()
    {
        Object = resource,
        IsQuiet = repository.Status is { LastScanResult: null } scanned && scanned.Find(ConditionTypes.Ready) is not { Status: "False" }
            && (resource.Status.Find(ConditionTypes.Ready) is not { Reason: Reasons.DependencyNotReady } waiting || IsNew(waiting.LastTransitionTime)),
        Failure = Failure.Waiting(Reasons.DependencyNotReady, $"retrying in {GoDuration.Format(options.RequeueDependency)} error: no tags in database"),
        RequeueAfter = options.RequeueDependency,
    };

    private bool IsNew(DateTimeOffset? since) => since is { } at && time.GetUtcNow() - at < options.RequeueDependency;

    private static WorkOutcome<ImagePolicy> Failed(ImagePolicy resource, Failure failure) => new() { Object = resource, Failure = failure };
}
