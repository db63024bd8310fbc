namespace ImageAutomation.ImageUpdater.Safety.Holds;

/// <summary>
/// Decides whether the updater writes a group of targets. One pure function, first match wins; <c>docs/holds.md</c> explains it.
/// </summary>
/// <param name="Verdict">What happens.</param>
/// <param name="ReleasedAbove">With <see cref="HoldVerdict.Held"/> and <see cref="HoldVerdict.NewerInGit"/>: an election above this tag is written; null: any other value.</param>
public sealed record HoldDecision(HoldVerdict Verdict, string? ReleasedAbove = null)
{
    private static readonly HoldDecision Write = new(HoldVerdict.Write);

    /// <summary>Decides.</summary>
    public static HoldDecision Decide(HoldQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var targets = question.Targets;
        var order = new ComparableTags(question.Order);
        if (targets.All(t => t.Value == t.Elected)) return new(HoldVerdict.InStep); // row 1
        if (question.Overwrite) return Write; // row 2

        var hasAnchor = targets.Any(t => t.Anchor is not null);
        var atAnchor = targets.All(t => t.Anchor is null || t.Anchor == t.Value);
        var e = question.ElectedTag;
        var v = GroupTag.OfValues(targets, question.Order);
        var a = GroupTag.OfAnchors(targets, question.Order);

        // Row 3. What was rejected is accepted by its own tag: an entry for the value that a person went back to accepted an earlier hold.
        var acceptsValue = v is not null && question.Accepted.Contains(v);
        if ((a is not null && question.Accepted.Contains(a)) || (a is null && acceptsValue)) return Write;
        if (Flips(question) && !order.IsAbove(e, v)) return acceptsValue ? Write : new(HoldVerdict.Contested); // row 4
        if (hasAnchor && atAnchor && question.AnchorIsForeign && order.IsAbove(v, e)) return acceptsValue ? Write : new(HoldVerdict.Contested); // row 5
        if (order.IsAbove(v, e) && ((hasAnchor && !atAnchor) || !IsWithdrawn(question, v))) return acceptsValue ? Write : new(HoldVerdict.NewerInGit, v); // rows 6 and 7
        if (!hasAnchor || atAnchor) return Write; // rows 8 and 9

        var floor = order.Highest(a is not null && question.Order.Admits(a) ? a : null, v);
        if (floor is not null && order.IsAbove(e, floor)) return Write; // row 10
        var differs = targets.Any(t => t.Anchor is not null && t.Elected != t.Anchor);
        if (floor is null && differs) return Write; // row 11; e ≠ v is row 1
        if (e == a && e == v && IsNewBuild(targets)) return Write; // row 12
        return new(HoldVerdict.Held, floor); // row 13
    }

    private static bool IsWithdrawn(HoldQuestion question, string? tag) =>
        tag is not null && (!question.Order.Admits(tag) || tag == question.PreviousTag);

    // v, e, v: two writers, or two elections, undo each other.
    private static bool Flips(HoldQuestion question)
    {
        if (question.OwnWrites.Count < 3) return false;
        var last = question.OwnWrites.Skip(question.OwnWrites.Count - 3).ToList();
        var v = question.Targets.Select(t => t.Value).ToList();
        var e = question.Targets.Select(t => t.Elected).ToList();
        return last[0].SequenceEqual(v) && last[1].SequenceEqual(e) && last[2].SequenceEqual(v);
    }

    private static bool IsNewBuild(IReadOnlyList<GroupTarget> targets)
    {
        var digest = GroupTag.Digest(targets, t => t.Elected);
        return !string.IsNullOrEmpty(digest) && digest != GroupTag.Digest(targets, t => t.Anchor) && digest != GroupTag.Digest(targets, t => t.Value);
    }

    /// <summary>A policy's order over tags that may be absent or not comparable: those are above nothing, and nothing is above them.</summary>
    private readonly struct ComparableTags(ITagOrder order)
    {
        public bool IsAbove(string? tag, string? other) =>
            tag is not null && other is not null && tag != other && order.IsComparable(tag) && order.IsComparable(other) && order.IsAbove(tag, other);

        public string? Highest(string? first, string? second)
        {
            var left = first is not null && order.IsComparable(first) ? first : null;
            var right = second is not null && order.IsComparable(second) ? second : null;
            if (left is null || right is null) return left ?? right;
            return order.IsAbove(right, left) ? right : left;
        }
    }
}
