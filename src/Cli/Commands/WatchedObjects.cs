using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Cli.Commands;

/// <summary>What a watch has shown.</summary>
internal sealed class WatchedObjects
{
    private readonly Dictionary<(ResourceKind Kind, ObjectKey Key), string> shown = [];
    private readonly Dictionary<ResourceKind, int[]> widths = [];

    /// <summary>Whether something was shown before.</summary>
    public bool IsAgain { get; set; }

    /// <summary>Takes what is to be shown now.</summary>
    /// <param name="kind">Kind of the objects.</param>
    /// <param name="selected">Those that are to be shown, and how.</param>
    /// <param name="there">All that exist: one that is only left out now was not deleted.</param>
    /// <returns>Those that were not shown like this before, and those that were shown and do not exist any more, in order.</returns>
    public (IReadOnlySet<ObjectKey> Changed, IReadOnlyList<ObjectKey> Gone) Take(
        ResourceKind kind, IReadOnlyDictionary<ObjectKey, string> selected, IEnumerable<ObjectKey> there)
    {
        var exist = there.ToHashSet();
        var known = shown.Keys.Where(k => k.Kind == kind).Select(k => k.Key).ToList();
        foreach (var key in known.Where(k => !selected.ContainsKey(k))) shown.Remove((kind, key)); // new when it fits again
        var changed = selected.Where(s => shown.GetValueOrDefault((kind, s.Key)) != s.Value).Select(s => s.Key).ToHashSet();
        foreach (var key in changed) shown[(kind, key)] = selected[key];
        return (changed, [.. known.Where(k => !exist.Contains(k)).OrderBy(k => k.ToString(), StringComparer.Ordinal)]);
    }

    /// <summary>
    /// Prints rows below those of the same kind that were printed before; the header goes over the first, and over others of another number
    /// of columns.
    /// </summary>
    public void Print(Answer answer, ResourceKind kind, Table table, bool withHeader)
    {
        var before = widths.GetValueOrDefault(kind);
        var now = table.Widths();
        var goesOn = before?.Length == now.Length;
        if (goesOn) now = [.. now.Zip(before!, Math.Max)]; // of the same length
        widths[kind] = now;
        answer.Out.Write(table.ToText(withHeader && !goesOn, now));
    }
}
