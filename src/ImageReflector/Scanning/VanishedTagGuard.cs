using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Time;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Keeps an election while its tag is missing from listings and may come back: an outage must not lower what Git holds.</summary>
/// <param name="targets">Reads credentials.</param>
/// <param name="registry">Asked for the manifest.</param>
/// <param name="absences">What is known about missing tags.</param>
/// <param name="options">The grace.</param>
/// <param name="time">Clocks.</param>
internal sealed class VanishedTagGuard(
    RegistryTargets targets, IRegistryClient registry, SqliteTagStore absences, ReflectorOptions options, TimeProvider time)
{
    /// <summary>Looks at the listing that is stored, once; the tag is not in it.</summary>
    /// <param name="policy">Elected the tag before.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="image">Its image.</param>
    /// <param name="stored">The listing.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>Why the tag is kept; null when it is given up.</returns>
    public async Task<Result<UnlistedTag?>> LookAsync(
        ImagePolicy policy, ImageRepository repository, RepositoryName image, StoredTags stored, CancellationToken cancellationToken)
    {
        var elected = policy.Status.LatestRef!; // there is no missing tag without one
        var tag = elected.Tag;
        if (!absences.Find(repository.Key, tag).TryGet(out var known, out var failure)) return failure;
        if (!absences.OfHost(image.Registry).TryGet(out var missing, out failure)) return failure;
        var others = missing.Where(one => (one.Image != image.Canonical || one.Tag != tag) && one.Unchanged < AbsenceVerdict.Purge)
            .Select(one => (one.Image, one.Tag)).Distinct().Count();
        var outage = stored.Peak > 0 ? $"the list went from {stored.Peak} tags to {stored.Tags.Count}"
            : others > 0 ? $"{others + 1} elected tags of '{image.Registry}' are missing"
            : null;
        // A store that was read before its status was written counts with the next listing.
        var scan = repository.Status.LastScanResult;
        var listing = scan?.Revision == stored.Revision && scan.ScanTime is { } at ? $"{at.UtcTicks}" : null;
        string? cache = null;
        if (known is null || (listing is not null && known.Listing != listing))
        {
            (var answer, cache) = await AskAsync(repository, image, elected, cancellationToken);
            var now = time.GetUtcNow();
            var seen = new Absence
            {
                Image = image.Canonical,
                Tag = tag,
                Listing = listing ?? "",
                Since = now,
                Revision = stored.Revision,
                LooksLikeOutage = outage is not null,
                Answer = answer,
                AnswersFromCache = cache,
                At = SteadyMark.Now(time),
            };
            var limit = repository.Spec.Interval.Value * 2;
            if (!absences.Record(repository.Key, tag, listing ?? "", before => AbsenceVerdict.Add(before, seen, limit))
                .TryGet(out known, out failure))
                return failure;
        }

        var verdict = AbsenceVerdict.Judge(known, VanishedTagGrace.Of(repository, options), outage, known.AnswersFromCache);
        if (!verdict.IsGivenUp)
            return new UnlistedTag { Tag = tag, Since = known.Since, Listings = known.Listings, Message = verdict.Why };
        return absences.Forget(repository.Key, tag).TryGet(out _, out failure) ? default(UnlistedTag) : failure;
    }

    /// <summary>Forgets what is known of a tag that is listed again, or elected no more.</summary>
    public Result<bool> Forget(ImagePolicy policy) =>
        policy.Status.Unlisted is { } unlisted ? absences.Forget(PolicyWork.RepositoryOf(policy), unlisted.Tag) : false;

    private async Task<(ManifestAnswer Answer, string? Cache)> AskAsync(
        ImageRepository repository, RepositoryName image, ImageRef elected, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(ScanTimeout.Of(repository, options), time, cancellationToken);
        var asked = await deadline.RunAsync<(ManifestAnswer, string?)>(
            async token =>
            {
                if (!(await targets.ForAsync(repository, image, token)).TryGet(out var target, out var failure)) return failure;
                var cache = (await registry.WhyNotTheWordAsync(target, token)).TryGet(out var why, out _) ? why : null;
                string?[] references = [elected.Tag, elected.Digest];
                foreach (var reference in references)
                {
                    if (string.IsNullOrEmpty(reference)) continue;
                    if (!(await registry.ExistsAsync(target, reference, token)).TryGet(out var exists, out _))
                        return (ManifestAnswer.Unknown, cache);
                    if (exists) return (ManifestAnswer.Exists, cache);
                }

                return (ManifestAnswer.Gone, cache);
            },
            _ => Failure.Transient("Timeout", "timeout"));
        return asked.TryGet(out var answer, out _) ? answer : (ManifestAnswer.Unknown, null);
    }
}
