using System.Collections.Concurrent;
using System.Globalization;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Publishing.Index;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>
/// One notice for all markers of an automation that name no policy, when one of them is new since the last run: a mistyped marker looks
/// like one that is up to date. Remembered by the process alone; after a restart it is told again.
/// </summary>
internal sealed class UnboundNotices
{
    /// <summary>Reason code of the event.</summary>
    public const string Reason = "MarkersUnknown";

    private const int MaxNamed = 5;

    private readonly ConcurrentDictionary<ObjectKey, IReadOnlySet<UnboundMarker>> last = new();

    public IReadOnlyList<RunNotice> New(ObjectKey automation, IReadOnlyList<UnboundMarker> now)
    {
        var before = last.GetValueOrDefault(automation);
        last[automation] = now.ToHashSet();
        if (now.All(m => before?.Contains(m) == true)) return [];
        var what = now.Count == 1 ? "1 marker names no ImagePolicy, nothing is updated there" : $"{now.Count} markers name no ImagePolicy, nothing is updated there";
        var more = now.Count > MaxNamed ? $"; and {now.Count - MaxNamed} more" : "";
        var facts = new Dictionary<string, string> { ["markers"] = now.Count.ToString(CultureInfo.InvariantCulture) };
        return [new RunNotice(Reason, $"{what}: {string.Join("; ", now.Take(MaxNamed))}{more}; correct the marker or create the policy", facts)];
    }

    /// <summary>Forgets an automation that is gone.</summary>
    public void Forget(ObjectKey automation) => last.TryRemove(automation, out _);
}
