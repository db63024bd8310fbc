using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>
/// Whose turn it is: who of the keys that are ready gets the next free place. Pure but for its own books; one thread at a time.
/// </summary>
/// <remarks>
/// A run is busy at first and waits later: most of the work of a run that lasts is somebody else's. So the number of workers bounds the
/// busy ones, and the places, of which there are more, all of them. Namespaces take turns. While a namespace has neighbours it gets half of
/// the workers, and another place only while it holds fewer than are free: however many stuck namespaces there are, a place stays for the
/// next. The same
/// holds for hosts.
/// </remarks>
/// <param name="workers">Most runs that are busy at once, 1 or more.</param>
/// <param name="places">Most runs at once, the waiting ones included.</param>
/// <param name="shares">What the keys share.</param>
internal sealed class Turns(int workers, int places, IRunShares shares)
{
    private readonly int suspectPlaces = Math.Max(1, places / 2);
    private readonly Dictionary<string, LinkedList<ObjectKey>> ready = new(StringComparer.Ordinal); // by namespace
    private readonly LinkedList<string> round = []; // the namespaces with ready keys, the next one first
    // ready, but something that they share is in use
    private readonly Dictionary<ObjectKey, (string Limit, LinkedListNode<ObjectKey> Node)> held = [];
    private readonly Dictionary<string, LinkedList<ObjectKey>> heldBy = new(StringComparer.Ordinal);
    private readonly HashSet<ObjectKey> released = []; // were held before, and keep their turn when they are held again
    private readonly Dictionary<ObjectKey, Run> running = [];
    private readonly Dictionary<string, (int All, int Busy)> runsOf = new(StringComparer.Ordinal); // by namespace
    private readonly Dictionary<string, int> uses = new(StringComparer.Ordinal); // by limit
    private int busy;
    private int suspects;

    /// <summary>Runs that hold a place.</summary>
    public int Running => running.Count;

    /// <summary>Puts a key that is not running in line, behind the others of its namespace.</summary>
    public void Add(ObjectKey key)
    {
        if (!held.Remove(key, out var place))
        {
            Line(key).AddLast(key);
            return;
        }

        // It may share something else by now.
        Unhold(place.Limit, place.Node);
        Line(key).AddFirst(key);
    }

    /// <summary>Whether a key stands aside because something that it shares is in use.</summary>
    public bool IsHeld(ObjectKey key) => held.ContainsKey(key);

    /// <summary>Gives a place to the key whose turn it is.</summary>
    public bool TryTake(out ObjectKey key)
    {
        key = default;
        if (busy >= workers || running.Count >= places) return false;
        for (var i = round.Count; i > 0; i--)
        {
            var ns = round.First!.Value; // there is one for each step
            round.RemoveFirst();
            var line = ready[ns];
            var isTaken = MayRun(ns) && TakeFrom(line, out key);
            if (line.Count > 0) round.AddLast(ns);
            else ready.Remove(ns);
            if (isTaken) return true;
        }

        return false;
    }

    /// <summary>A run lasts: it keeps its place but not its worker.</summary>
    public void Waits(ObjectKey key)
    {
        if (!running.TryGetValue(key, out var run) || !run.IsBusy) return;
        running[key] = run with { IsBusy = false };
        Count(key.Namespace, 0, -1);
    }

    /// <summary>A run ended.</summary>
    public void End(ObjectKey key)
    {
        if (!running.Remove(key, out var run)) return;
        Count(key.Namespace, -1, run.IsBusy ? -1 : 0);
        if (run.IsSuspect) suspects--;
        foreach (var limit in run.Limits)
        {
            var left = uses[limit.Name] - 1;
            if (left == 0) uses.Remove(limit.Name);
            else uses[limit.Name] = left;
        }

        // A place became free, which anybody may have waited for.
        foreach (var name in heldBy.Keys.ToList()) Release(name, 1);
    }

    private bool MayRun(string ns)
    {
        if (!shares.HasNeighbours(ns)) return true;
        var (all, active) = runsOf.GetValueOrDefault(ns);
        return active < Math.Max(1, workers / 2) && all < Math.Max(1, places - running.Count);
    }

    private bool TakeFrom(LinkedList<ObjectKey> line, out ObjectKey key)
    {
        while (line.First is { } first)
        {
            line.Remove(first);
            key = first.Value;
            var limits = shares.LimitsOf(key);
            if (InUse(limits) is { } name)
            {
                if (!heldBy.TryGetValue(name, out var others)) heldBy[name] = others = [];
                held[key] = (name, released.Remove(key) ? others.AddFirst(key) : others.AddLast(key));
                continue;
            }

            released.Remove(key);
            foreach (var limit in limits) uses[limit.Name] = uses.GetValueOrDefault(limit.Name) + 1;
            var isSuspect = limits.Any(l => l.IsSuspect);
            if (isSuspect) suspects++;
            running[key] = new Run(limits, isSuspect, true);
            Count(key.Namespace, 1, 1);
            return true;
        }

        key = default;
        return false;
    }

    // The name of what stands in the way; null: nothing.
    private string? InUse(IReadOnlyList<RunLimit> limits)
    {
        foreach (var limit in limits)
        {
            var most = limit.LeavesPlaces ? Math.Min(limit.AtOnce, Math.Max(1, places - running.Count)) : limit.AtOnce;
            if (uses.GetValueOrDefault(limit.Name) >= most) return limit.Name;
            if (limit.IsSuspect && suspects >= suspectPlaces) return Suspects;
        }

        return null;
    }

    // Back to the head of their lines: they have waited longest. Whoever finds it in use again is held again.
    private void Release(string limit, int count)
    {
        for (; count > 0 && heldBy.TryGetValue(limit, out var others); count--)
        {
            var node = others.First!; // an empty list is not kept
            held.Remove(node.Value);
            released.Add(node.Value);
            Unhold(limit, node);
            Line(node.Value).AddFirst(node.Value);
        }
    }

    private void Unhold(string limit, LinkedListNode<ObjectKey> node)
    {
        var others = heldBy[limit];
        others.Remove(node);
        if (others.Count == 0) heldBy.Remove(limit);
    }

    private LinkedList<ObjectKey> Line(ObjectKey key)
    {
        if (ready.TryGetValue(key.Namespace, out var line)) return line;
        round.AddLast(key.Namespace);
        return ready[key.Namespace] = [];
    }

    private void Count(string ns, int all, int active)
    {
        busy += active;
        var before = runsOf.GetValueOrDefault(ns);
        var after = (before.All + all, before.Busy + active);
        if (after == (0, 0)) runsOf.Remove(ns);
        else runsOf[ns] = after;
    }

    // Held because too many runs are out whose host did not answer before; no limit has this name.
    private const string Suspects = "";

    private readonly record struct Run(IReadOnlyList<RunLimit> Limits, bool IsSuspect, bool IsBusy);
}
