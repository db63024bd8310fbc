using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Hooks.Hints;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector;

public sealed partial class Reflector : IHintTaker
{
    /// <inheritdoc/>
    void IHintTaker.Take(TagHint hint) => ladder.Take(hint);

    /// <inheritdoc/>
    void IHintTaker.AskForListing(ObjectKey repository, TimeSpan after) => AskForListing(repository, after);

    /// <inheritdoc/>
    void IHintTaker.Cover(ObjectKey repository)
    {
        // Like the first scans after a start, these are spread out.
        if (repositories.Find(repository)?.Status.LastScanResult is not null && !hints.HasListed(repository))
            AskForListing(repository, Interlocked.Increment(ref covered) * options.StartGap);
    }

    private HintLadder Ladder(RegistryTargets targets, IRegistryClient registry) => new(
        new HintActors
        {
            Repository = repositories.Find,
            Store = tags,
            IsFollowed = (repository, tag) => Followers(repository, tag).Any(),
            LookAsync = (repository, image, tag, token) => LookAsync(targets, registry, repository, image, tag, token),
            Shown = (hint, image) => hints.Confirm(
                hint.Repository, new ConfirmedTag(hint.Tag, hint.Pushed, hint.Seen) { Image = image.Canonical }),
            Confirmed = OnConfirmed,
            AskForListing = AskForListing,
            Ended = hintMetrics.Ended,
        },
        context.Time, context.Loggers.CreateLogger<HintLadder>());

    private void AskForListing(ObjectKey repository, TimeSpan after) =>
        repositoryController.EnqueueAfter(repository, hints.AskForListing(repository, after));

    private void OnConfirmed(TagHint hint, bool isNew)
    {
        if (isNew)
        {
            repositoryController.Enqueue(hint.Repository);
            return;
        }

        foreach (var policy in Followers(hint.Repository, hint.Tag)) policyController.Enqueue(policy.Key);
    }

    // Policies that elected the tag and look at its digest again and again.
    private IEnumerable<ImagePolicy> Followers(ObjectKey repository, string tag) =>
        index.Of(repository).Select(policies.Find).OfType<ImagePolicy>()
            .Where(policy => policy.Spec.DigestReflectionPolicy == DigestReflection.Always && policy.Status.LatestRef?.Tag == tag);

    private async Task<Result<TagSight>> LookAsync(
        RegistryTargets targets, IRegistryClient registry, ImageRepository repository, RepositoryName image, string tag,
        CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(ScanTimeout.Of(repository, options), context.Time, cancellationToken);
        return await deadline.RunAsync<TagSight>(
            async token => (await targets.ForAsync(repository, image, token)).TryGet(out var target, out var unusable)
                ? await registry.LookAtAsync(target, tag, token) : unusable,
            limit => Failure.Transient(RegistryReasons.RegistryUnavailable, $"no answer within {limit}"));
    }

    private void NoteElection(ImagePolicy? before, ImagePolicy? after)
    {
        if (after?.Status.LatestRef is not { } latest || latest.Tag == before?.Status.LatestRef?.Tag) return;
        if (hints.Find(PolicyWork.RepositoryOf(after), latest.Tag) is { } hint)
            hintMetrics.Elected(context.Time.GetUtcNow() - hint.Seen);
    }
}
