using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Safety.Holds;

/// <summary>The tag and the digest that the values of a group stand for.</summary>
internal static class GroupTag
{
    /// <summary>tag(v). Where the fields disagree: the one that left its anchor, else the highest comparable.</summary>
    public static string? OfValues(IReadOnlyList<GroupTarget> targets, ITagOrder order)
    {
        var moved = targets.Where(t => t.Anchor is not null && t.Anchor != t.Value).ToList();
        return Choose(Tags(moved, t => t.Value), order) ?? Choose(Tags(targets, t => t.Value), order);
    }

    /// <summary>tag(a).</summary>
    public static string? OfAnchors(IReadOnlyList<GroupTarget> targets, ITagOrder order) => Choose(Tags(targets, t => t.Anchor), order);

    /// <summary>The digest among the values that <paramref name="value"/> picks; null without one.</summary>
    public static string? Digest(IReadOnlyList<GroupTarget> targets, Func<GroupTarget, string?> value) =>
        targets.Select(t => t.Part switch
        {
            TargetPart.Digest => value(t),
            TargetPart.Full or TargetPart.TagAndDigest when value(t) is { } text
                && text.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at => text[(at + 1)..],
            _ => null,
        }).FirstOrDefault(d => !string.IsNullOrEmpty(d));

    /// <summary>The tag of a full reference: what follows the last colon behind the last slash, before any <c>@</c>.</summary>
    public static string? OfReference(string reference)
    {
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? reference : reference[..at];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') && colon + 1 < name.Length ? name[(colon + 1)..] : null;
    }

    private static List<string> Tags(IEnumerable<GroupTarget> targets, Func<GroupTarget, string?> value) =>
        [.. targets.Select(t => (t.Part, Text: value(t))).Select(t => t.Part switch
        {
            TargetPart.Full when t.Text is not null => OfReference(t.Text),
            TargetPart.Tag => t.Text,
            TargetPart.TagAndDigest => t.Text?.Split('@')[0],
            _ => null,
        }).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static string? Choose(List<string> tags, ITagOrder order)
    {
        if (tags.Count <= 1) return tags.FirstOrDefault();
        string? best = null;
        foreach (var tag in tags.Where(order.IsComparable))
            if (best is null || order.IsAbove(tag, best)) best = tag;
        return best ?? tags[0];
    }
}
