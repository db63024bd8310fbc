using System.Collections.Concurrent;
using System.Globalization;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>
/// One notice for all markers of an automation from which nothing follows, when one of them is new since the last run: a mistyped marker
/// looks like one that is up to date. Remembered by the process alone; after a restart it is told again.
/// </summary>
internal sealed class IgnoredNotices
{
    /// <summary>Reason code of the event.</summary>
    public const string Reason = "MarkersIgnored";

    private const int MaxNamed = 5;

    private readonly ConcurrentDictionary<ObjectKey, IReadOnlySet<IgnoredMarkerEntry>> last = new();

    public IReadOnlyList<RunNotice> New(ObjectKey automation, IReadOnlyList<IgnoredMarkerEntry> now)
    {
        var before = last.GetValueOrDefault(automation);
        last[automation] = now.ToHashSet();
        if (now.All(m => before?.Contains(m) == true)) return [];
        var what = now.Count == 1 ? "1 marker marks nothing, nothing is updated there"
            : $"{now.Count} markers mark nothing, nothing is updated there";
        var more = now.Count > MaxNamed ? $"; and {now.Count - MaxNamed} more" : "";
        var facts = new Dictionary<string, string> { ["markers"] = now.Count.ToString(CultureInfo.InvariantCulture) };
        return [new RunNotice(Reason, $"{what}: {string.Join("; ", now.Take(MaxNamed))}{more}", facts)];
    }

    /// <summary>Forgets an automation that is gone.</summary>
    public void Forget(ObjectKey automation) => last.TryRemove(automation, out _);
}
