using System.Globalization;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Requesting;

/// <summary>Asks whoever works on the objects for something, by annotations, and waits for the result.</summary>
/// <param name="place">Where the objects are.</param>
/// <param name="time">Names requests, and limits waits.</param>
internal sealed class ObjectRequests(IPlace place, TimeProvider time)
{
    private const int WriteAttempts = 5;

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromSeconds(2);

    /// <summary>Changes an object's annotations and asks for a run out of schedule.</summary>
    /// <returns>The text that names the request.</returns>
    public async Task<Result<string>> AskAsync<T>(
        T resource, Func<T, IReadOnlyDictionary<string, string>> annotations, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        var token = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
        for (var attempt = 1; ; attempt++)
        {
            var wanted = new Dictionary<string, string>(annotations(resource)) { [WellKnown.RequestedAtAnnotation] = token };
            if ((await place.AnnotateAsync(resource, wanted, cancellationToken)).TryGet(out _, out var failure)) return token;
            if (failure.Reason != SourceReasons.Conflict || attempt == WriteAttempts) return failure;
            // Somebody wrote meanwhile: read again.
            if (!(await place.GetAsync<T>(resource.Key, cancellationToken)).TryGet(out var now, out failure)) return failure;
            if (now is null) return ObjectFinder.NotFoundFailure(T.ResourceKind, resource.Key);
            resource = now;
        }
    }

    /// <summary>Waits until a request was handled and the object has settled.</summary>
    /// <param name="key">The object.</param>
    /// <param name="token">Names the request; null: whatever runs next for the object's newest spec.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The object; fails when the time is up, the object is gone, or nobody works on it any more.</returns>
    public async Task<Result<T>> WaitAsync<T>(ObjectKey key, string? token, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        var since = time.GetTimestamp();
        using var timer = new PeriodicTimer(FirstLook, time);
        while (true)
        {
            var read = await place.GetAsync<T>(key, cancellationToken);
            if (!read.TryGet(out var seen, out var failure)
                && failure.Reason is not (SourceReasons.Unavailable or SourceReasons.TooManyRequests))
                return failure;
            if (failure is null && seen is null) return Failure.Terminal(SourceReasons.NotFound, $"{T.ResourceKind.Kind} {key} is gone");
            if (seen is not null && Settled.IsSo(seen, token)) return seen;
            if (time.GetElapsedTime(since) >= timeout) return Late(key, token, timeout, seen, failure);
            if (place.NotServed() is not null)
                return Failure.Transient("NotRunning", $"'imgauto run' ended before it reconciled {T.ResourceKind.Kind} {key}");
            await timer.WaitForNextTickAsync(cancellationToken);
            // most runs are short; a long one is no reason to keep the server busy
            if (timer.Period < LookAtLeastEvery) timer.Period *= 1.2;
        }
    }

    private static Failure Late<T>(ObjectKey key, string? token, TimeSpan timeout, T? seen, Failure? trouble)
        where T : class, IReconciledResource<T>
    {
        var why = trouble is not null ? trouble.Message
            : seen is not null && token is not null && !Settled.IsHandled(seen, token)
            ? "nobody took the request up; look whether the controllers run and watch this object"
            : seen?.Conditioned.Find(ConditionTypes.Ready) is { } ready ? $"it says: {ready.Message}"
            : "it says nothing yet";
        return Failure.Transient("Timeout", $"{T.ResourceKind.Kind} {key} was not reconciled within {GoDuration.Format(timeout)}; {why}");
    }
}
