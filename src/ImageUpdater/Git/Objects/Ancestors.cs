using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Whether one commit is an ancestor of another.</summary>
internal static class Ancestors
{
    private const int OfTip = 1;
    private const int OfCommit = 2;

    /// <summary>Whether a commit is the tip or one of its ancestors, as far as local history goes.</summary>
    /// <remarks>
    /// Both histories are painted, newest first. What is painted by both, or by the commit alone, cannot lead to the commit; when nothing
    /// else is left the answer is known. The times of commits only say where to look first: wrong ones cost time, not truth.
    /// </remarks>
    public static Result<bool> Contains(ObjectSession session, ObjectId tip, ObjectId commit)
    {
        var paints = new Dictionary<ObjectId, int>();
        var records = new Dictionary<ObjectId, CommitObject>();
        var queued = new HashSet<ObjectId>();
        var queue = new PriorityQueue<ObjectId, long>();
        var open = 0; // queued and painted by the tip alone
        if (!session.Commit(tip).TryGet(out var first, out var failure) || !session.Commit(commit).TryGet(out var second, out failure))
            return failure;
        Paint(first, OfTip);
        Paint(second, OfCommit);
        while (open > 0)
        {
            var next = queue.Dequeue();
            queued.Remove(next);
            var paint = paints[next];
            if (paint == OfTip) open--;
            if (records[next].IsAtBoundary) continue;
            foreach (var parent in records[next].Parents)
            {
                if (parent == commit && (paint & OfTip) != 0) return true;
                if (!records.TryGetValue(parent, out var record) && !session.Parent(parent).TryGet(out record, out failure)) return failure;
                Paint(record, paint);
            }
        }

        return false;

        void Paint(CommitObject record, int paint)
        {
            records[record.Id] = record;
            var before = paints.GetValueOrDefault(record.Id);
            var after = paints[record.Id] = before | paint;
            if (after == before) return;
            if (queued.Add(record.Id))
            {
                queue.Enqueue(record.Id, -record.Committer.When.ToUnixTimeSeconds());
                if (after == OfTip) open++;
            }
            else if (before == OfTip)
            {
                open--;
            }
        }
    }
}
