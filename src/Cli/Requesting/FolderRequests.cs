using System.Globalization;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Folder;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Cli.Requesting;

/// <summary>Asks a running <c>imgauto run</c> for something: by annotations in the state folder, which it notices.</summary>
/// <param name="resources">Folder with resources.</param>
/// <param name="state">State folder.</param>
/// <param name="time">Names the request.</param>
internal sealed class FolderRequests(string resources, string state, TimeProvider time)
{
    private const int WriteAttempts = 5;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether a run holds the state folder.</summary>
    public bool IsServed()
    {
        if (!Directory.Exists(state)) return false;
        if (!StateFolder.Lock(state).TryGet(out var free, out _)) return true;
        free.Dispose();
        return false;
    }

    /// <summary>Changes an object's annotations and asks for a run out of schedule.</summary>
    /// <returns>The text that names the request.</returns>
    public async Task<Result<string>> AskAsync<T>(ObjectKey key, Func<T, IReadOnlyDictionary<string, string>> annotations, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        var token = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
        for (var attempt = 1; ; attempt++)
        {
            if (!FolderSource.Open(new FolderOptions { Resources = resources, State = state }, time, NullLogger.Instance).TryGet(out var source, out var failure)) return failure;
            await using (source)
            {
                if (!(await source.GetAsync<T>(key, cancellationToken)).TryGet(out var before, out failure)) return failure;
                if (before is null) return Failure.Terminal(SourceReasons.NotFound, $"{T.ResourceKind.Kind} object '{key.Name}' not found in \"{key.Namespace}\" namespace");
                var merged = new Dictionary<string, string>(before.Metadata.Annotations ?? new Dictionary<string, string>());
                foreach (var (name, value) in annotations(before)) merged[name] = value;
                merged[WellKnown.RequestedAtAnnotation] = token;
                var written = await source.PatchMetadataAsync(before, before.WithMetadata(before.Metadata with { Annotations = merged }), cancellationToken);
                if (written.TryGet(out _, out failure)) return token;
                // The run wrote meanwhile: read again.
                if (failure.Reason != SourceReasons.Conflict || attempt == WriteAttempts) return failure;
            }
        }
    }

    /// <summary>Waits until a request was handled and the object has settled.</summary>
    /// <returns>The object; fails when the time is up, the object is gone, or the run ended.</returns>
    public async Task<Result<T>> WaitAsync<T>(ObjectKey key, string token, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        var deadline = time.GetUtcNow() + timeout;
        using var timer = new PeriodicTimer(LookEvery, time);
        while (true)
        {
            if (!FolderView.Read(resources, state, time.GetUtcNow()).TryGet(out var view, out var failure)) return failure;
            if (view.List<T>().FirstOrDefault(o => o.Key == key) is not { } seen) return Failure.Terminal(SourceReasons.NotFound, $"{T.ResourceKind.Kind} {key} is gone");
            var ready = seen.Conditioned.Find(ConditionTypes.Ready);
            if (seen.Conditioned.LastHandledReconcileAt == token && ready?.Status is "True" or "False") return seen;
            if (time.GetUtcNow() >= deadline)
                return Failure.Transient("Timeout", $"{T.ResourceKind.Kind} {key} was not reconciled within {GoDuration.Format(timeout)}{(ready is null ? "" : $"; it says: {ready.Message}")}");
            if (!IsServed()) return Failure.Transient("NotRunning", $"'imgauto run' ended before it reconciled {T.ResourceKind.Kind} {key}");
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
