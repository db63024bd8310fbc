using System.Buffers;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Hooks.Hints;

/// <summary>
/// Asks the registry, with our own login, about the tags that webhooks told of, until it shows them. Hints of one tag that come while it is
/// being asked about are one; a burst of tags of one repository becomes a listing.
/// </summary>
internal sealed class HintLadder : IDisposable
{
    /// <summary>Tags of one repository that may wait at a time; beyond that a listing is cheaper.</summary>
    public const int MaxWaitingTags = 64;

    /// <summary>Tags that may wait in all.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>How long a tag that never showed up is not asked about again.</summary>
    public static readonly TimeSpan AbsentTime = TimeSpan.FromSeconds(60);

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly HintActors actors;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private readonly Dictionary<(ObjectKey Repository, string Tag), Waiting> waiting = [];
    private readonly Dictionary<ObjectKey, int> perRepository = [];
    private readonly Dictionary<(ObjectKey Repository, string Tag), long> absent = [];
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationToken stopped; // can be looked at when its source is gone

    /// <param name="actors">What it asks and tells.</param>
    /// <param name="time">Time.</param>
    /// <param name="logger">Log.</param>
    public HintLadder(HintActors actors, TimeProvider time, ILogger logger) =>
        (this.actors, this.time, this.logger, stopped) = (actors, time, logger, stop.Token);

    /// <summary>Hints that are being asked about.</summary>
    public int Count
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    /// <summary>Takes a hint.</summary>
    public void Take(TagHint hint)
    {
        if (Refuse(hint) is { } result)
        {
            actors.Ended(result);
            return;
        }

        var key = (hint.Repository, hint.Tag);
        bool isNew;
        lock (gate)
        {
            if (waiting.TryGetValue(key, out var known))
            {
                // The newest digest counts; a sender that names none takes none away.
                known.Hint = hint with
                {
                    Seen = known.Hint.Seen,
                    Pushed = hint.Pushed ?? known.Hint.Pushed,
                    Digest = hint.Digest ?? known.Hint.Digest,
                };
                return;
            }

            isNew = waiting.Count < MaxWaiting && perRepository.GetValueOrDefault(hint.Repository) < MaxWaitingTags;
            if (isNew)
            {
                waiting[key] = new Waiting { Hint = hint };
                perRepository[hint.Repository] = perRepository.GetValueOrDefault(hint.Repository) + 1;
            }
        }

        if (isNew) _ = ClimbAsync(key);
        else actors.AskForListing(hint.Repository, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (stopped.IsCancellationRequested) return;
        stop.Cancel();
        stop.Dispose();
    }

    /// <summary>Why a hint is not asked about; null: it is.</summary>
    private HintResult? Refuse(TagHint hint)
    {
        if (!TagGrammar.IsTag(hint.Tag) || actors.Repository(hint.Repository) is not { Spec.Suspend: false } repository
            || IsReferrer(hint.Tag)
            || !TagExclusions.Compile(repository.Spec.ExclusionList).TryGet(out var excluded, out _) || excluded.Excludes(hint.Tag))
            return HintResult.Dropped;
        if (repository.Status.LastScanResult is null)
        {
            // The first list is on its way; if it has begun, it may be too old for this.
            actors.AskForListing(hint.Repository, TimeSpan.Zero);
            return HintResult.Listing;
        }

        var quiet = TimeSpan.Zero;
        lock (gate)
            if (absent.TryGetValue((hint.Repository, hint.Tag), out var since)) quiet = AbsentTime - time.GetElapsedTime(since);
        if (quiet <= TimeSpan.Zero) return null;
        actors.AskForListing(hint.Repository, quiet); // it may have been pushed after all
        return HintResult.Absent;
    }

    // Signatures and the like, which hang on a digest and are never elected.
    private static bool IsReferrer(string tag) => tag.StartsWith("sha256-", StringComparison.Ordinal) && tag.Length >= 71
        && !tag.AsSpan(7, 64).ContainsAnyExcept(Digits);

    private async Task ClimbAsync((ObjectKey Repository, string Tag) key)
    {
        await Task.Yield(); // the sender waits for its answer
        HintResult result;
        TagHint? answered;
        try
        {
            (result, answered) = await Unexpected.CaughtAsync(
                () => LookAsync(key, stopped),
                (exception, _) =>
                {
                    logger.HintThrew(key.Repository, exception);
                    actors.AskForListing(key.Repository, TimeSpan.Zero); // the tag must not get lost
                    return (HintResult.Listing, null);
                },
                stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return; // the next start lists
        }

        lock (gate)
        {
            // Another push of the tag was told just now; it has a climb of its own.
            if (answered is not null && waiting[key].Hint.Digest is { } newest && newest != answered.Digest)
            {
                _ = ClimbAsync(key);
                return;
            }

            waiting.Remove(key);
            if (perRepository[key.Repository] == 1) perRepository.Remove(key.Repository);
            else perRepository[key.Repository]--;
            if (result == HintResult.Absent) NoteAbsent(key);
        }

        actors.Ended(result);
    }

    /// <returns>What became of the hint, and the hint that the registry has answered; null: none.</returns>
    private async Task<(HintResult Result, TagHint? Answered)> LookAsync(
        (ObjectKey Repository, string Tag) key, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var stale = 0;
        for (var look = 0; ; look++)
        {
            var gap = HintStep.Ladder[look] - time.GetElapsedTime(began);
            if (gap > TimeSpan.Zero) await Task.Delay(gap, time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (actors.Repository(key.Repository) is not { Spec.Suspend: false } repository
                || !RepositoryName.ParseImage(repository.Spec.Image).TryGet(out var image, out _))
                return (HintResult.Dropped, null);
            if (look == 0 && actors.Store.Read(key.Repository).TryGet(out var stored, out _) && stored?.FirstSeenOf(key.Tag) is not null
                && !actors.IsFollowed(key.Repository, key.Tag))
                return (HintResult.Known, null);

            var looked = await actors.LookAsync(repository, image, key.Tag, cancellationToken);
            if (looked.Failure is { } failure) logger.HintUnanswered(key.Repository, failure.Message);
            TagHint hint;
            lock (gate) hint = waiting[key].Hint;
            var sight = looked.IsSuccess ? looked.Value : null;
            switch (HintStep.After(hint.Digest, sight, look, stale))
            {
                case HintStep.Again again:
                    if (again.IsStale) stale++;
                    continue;
                case HintStep.Listing listing:
                    actors.AskForListing(key.Repository, TimeSpan.Zero);
                    return (listing.IsAbsent ? HintResult.Absent : HintResult.Listing, null);
                default:
                    var isStale = sight?.Digest is { } shown && hint.Digest is { } told && shown != told;
                    return (Keep(hint, image) ?? (isStale ? HintResult.Stale : HintResult.Confirmed), hint);
            }
        }
    }

    /// <summary>The tag joins the stored list; null, or what became of it instead.</summary>
    private HintResult? Keep(TagHint hint, RepositoryName image)
    {
        actors.Shown(hint, image); // first: a listing that is about to replace what is stored asks for it
        var added = actors.Store.Add(hint.Repository, image.Canonical, hint.Tag, hint.Seen);
        if (!added.TryGet(out var change, out var failure))
        {
            logger.HintUnanswered(hint.Repository, failure.Message);
            actors.AskForListing(hint.Repository, TimeSpan.Zero);
            return HintResult.Listing;
        }

        if (change is null) return HintResult.Dropped; // its list is on its way
        actors.Confirmed(hint, change.IsNew);
        return null;
    }

    // The caller holds the gate.
    private void NoteAbsent((ObjectKey Repository, string Tag) key)
    {
        if (absent.Count >= MaxWaiting)
            foreach (var old in absent.Where(entry => time.GetElapsedTime(entry.Value) >= AbsentTime).Select(entry => entry.Key).ToList())
                absent.Remove(old);
        if (absent.Count < MaxWaiting) absent[key] = time.GetTimestamp();
    }

    // Its hint is read and written under the gate.
    private sealed class Waiting
    {
        public required TagHint Hint { get; set; }
    }
}
