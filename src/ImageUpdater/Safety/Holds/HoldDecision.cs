namespace ImageAutomation.ImageUpdater.Safety.Holds;

/// <summary>
/// Decides whether the updater writes a group of targets. One pure function, first row that fits wins; <c>docs/holds.md</c> explains them.
/// </summary>
/// <param name="Row">The row that fits.</param>
/// <param name="Verdict">What happens.</param>
/// <param name="ReleasedAbove">
/// With <see cref="HoldVerdict.Held"/> and <see cref="HoldVerdict.NewerInGit"/>: an election above this tag is written; null: any other
/// value.
/// </param>
internal sealed record HoldDecision(HoldRow Row, HoldVerdict Verdict, string? ReleasedAbove = null)
{
    /// <summary>Decides what can be decided without history.</summary>
    /// <param name="targets">The targets; their anchors are not read.</param>
    /// <param name="overwrite">Whether <c>update.onManualChange</c> is <c>Overwrite</c>.</param>
    /// <returns>The decision; null when evidence is needed.</returns>
    public static HoldDecision? DecideAtSight(IReadOnlyList<GroupTarget> targets, bool overwrite)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.All(t => t.Value == t.Elected)) return new(HoldRow.InStep, HoldVerdict.InStep);
        return overwrite ? Write(HoldRow.Overwrite) : null;
    }

    /// <summary>Decides.</summary>
    public static HoldDecision Decide(HoldQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var targets = question.Targets;
        if (DecideAtSight(targets, question.Overwrite) is { } decided) return decided;

        var order = new ComparableTags(question.Order);
        var hasAnchor = targets.Any(t => t.Anchor is not null);
        var atAnchor = targets.All(t => t.Anchor is null || t.Anchor == t.Value);
        var e = question.ElectedTag;
        var v = GroupTag.OfValues(targets, question.Order);
        var a = GroupTag.OfAnchors(targets, question.Order);
        var isAhead = order.IsAbove(v, e);

        // What was rejected is accepted by its own tag: an entry for the value that a person went back to accepted an earlier hold.
        var acceptsValue = v is not null && question.Accepted.Contains(v);
        if ((a is not null && question.Accepted.Contains(a)) || (a is null && acceptsValue)) return Write(HoldRow.Accepted);
        if (Flips(question) && !order.IsAbove(e, v)) return UnlessAccepted(HoldRow.Flips, HoldVerdict.Contested);
        if (isAhead && hasAnchor && atAnchor && question.AnchorIsForeign)
            return UnlessAccepted(HoldRow.AheadByAnother, HoldVerdict.Contested);
        if (isAhead && hasAnchor && !atAnchor) return UnlessAccepted(HoldRow.MovedAhead, HoldVerdict.NewerInGit, v);
        if (isAhead && !IsWithdrawn(question, v)) return UnlessAccepted(HoldRow.Ahead, HoldVerdict.NewerInGit, v);
        if (!hasAnchor) return Write(HoldRow.FirstSight);
        if (atAnchor) return Write(HoldRow.AtAnchor);

        var floor = order.Highest(a is not null && question.Order.Admits(a) ? a : null, v);
        if (floor is not null && order.IsAbove(e, floor)) return Write(HoldRow.ReleasedByNewer);
        var differs = targets.Any(t => t.Anchor is not null && t.Elected != t.Anchor);
        if (floor is null && differs) return Write(HoldRow.ReleasedByAnother); // and from what stands: else it were in step
        if (e == a && e == v && IsNewBuild(targets)) return Write(HoldRow.ReleasedByNewBuild);
        return new(HoldRow.Held, HoldVerdict.Held, floor);

        HoldDecision UnlessAccepted(HoldRow row, HoldVerdict verdict, string? above = null) =>
            acceptsValue ? Write(HoldRow.Accepted) : new(row, verdict, above);
    }

    private static HoldDecision Write(HoldRow row) => new(row, HoldVerdict.Write);

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
        return !string.IsNullOrEmpty(digest) && digest != GroupTag.Digest(targets, t => t.Anchor)
            && digest != GroupTag.Digest(targets, t => t.Value);
    }

    /// <summary>
    /// A policy's order over tags that may be absent or not comparable: those are above nothing, and nothing is above them.
    /// </summary>
    private readonly struct ComparableTags(ITagOrder order)
    {
        public bool IsAbove(string? tag, string? other) =>
            tag is not null && other is not null && tag != other && order.IsComparable(tag) && order.IsComparable(other)
            && order.IsAbove(tag, other);

        public string? Highest(string? first, string? second)
        {
            var left = first is not null && order.IsComparable(first) ? first : null;
            var right = second is not null && order.IsComparable(second) ? second : null;
            if (left is null || right is null) return left ?? right;
            return order.IsAbove(right, left) ? right : left;
        }
    }
}
