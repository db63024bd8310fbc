using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>
/// History in the order of <c>git rev-list --topo-order</c>: over all parents, children before parents, branches not mixed.
/// </summary>
/// <remarks>
/// As long as one line of commits is ahead nothing beyond it is read; the first merge reads what is reachable from there.
/// </remarks>
internal sealed class HistoryWalk(ObjectSession session, ObjectId from)
{
    private readonly Stack<ObjectId> ahead = new([from]);
    private Dictionary<ObjectId, CommitObject>? loaded;
    private Dictionary<ObjectId, int> children = [];

    /// <summary>Whether history was cut at one of the commits that were handed over.</summary>
    public bool MetBoundary { get; private set; }

    /// <summary>The next commit; null at the end.</summary>
    public Result<CommitObject?> Next()
    {
        if (!ahead.TryPop(out var id)) return (CommitObject?)null;
        if (loaded is null || !loaded.TryGetValue(id, out var commit))
        {
            var read = id == from ? session.Commit(id) : session.Parent(id);
            if (!read.TryGet(out commit, out var failure)) return failure;
        }

        MetBoundary |= commit.IsAtBoundary;
        var parents = ParentsOf(commit);
        if (loaded is null && parents.Count > 1 && Load(parents) is { } unread) return unread;
        if (loaded is null)
        {
            if (parents.Count == 1) ahead.Push(parents[0]);
            return commit;
        }

        // A parent is due when all its children were handed over; the one that came last goes first.
        foreach (var parent in parents)
            if (--children[parent] == 0) ahead.Push(parent);
        return commit;
    }

    private static IReadOnlyList<ObjectId> ParentsOf(CommitObject commit) => commit.IsAtBoundary ? [] : commit.Parents;

    /// <summary>Reads all that is reachable and counts the children of each.</summary>
    private Failure? Load(IReadOnlyList<ObjectId> parents)
    {
        loaded = [];
        children = parents.CountBy(p => p).ToDictionary(); // a commit can name a parent twice
        var todo = new Stack<ObjectId>(children.Keys);
        while (todo.TryPop(out var id))
        {
            if (!session.Parent(id).TryGet(out var commit, out var failure)) return failure;
            loaded[id] = commit;
            foreach (var parent in ParentsOf(commit))
            {
                if (children.TryAdd(parent, 1)) todo.Push(parent);
                else children[parent]++;
            }
        }

        return null;
    }
}
