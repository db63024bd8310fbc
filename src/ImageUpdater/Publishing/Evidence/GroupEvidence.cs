using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.ImageUpdater.Publishing.Planning;

namespace ImageAutomation.ImageUpdater.Publishing.Evidence;

/// <summary>What history says about a group of targets.</summary>
internal sealed class GroupEvidence(TargetGroup group, bool needsOwnWrites)
{
    private const int MaxOwnWrites = 3;
    private readonly List<IReadOnlyList<string>> ownWrites = [];
    private bool seeksSetter;

    public TargetGroup Group => group;

    /// <summary>Its targets, in the group's order.</summary>
    public IReadOnlyList<TrackedTarget> Targets { get; } = [.. group.Targets.Select(t => new TrackedTarget(group.Path, t))];

    /// <summary>Values after the last own writes, oldest first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> OwnWrites => ownWrites;

    /// <summary>The newest own write; null so far.</summary>
    public ObjectId? AnchorCommit { get; private set; }

    /// <summary>Whether another automation made the newest own write.</summary>
    public bool AnchorIsForeign { get; private set; }

    /// <summary>Newest commit of somebody else that set what the base holds; null so far.</summary>
    public CommitObject? SetBy { get; private set; }

    /// <summary>Whether more history could change the decision.</summary>
    public bool IsOpen => Targets.Any(t => t.Anchor is null) || MayFlip || (seeksSetter && SetBy is null);

    // Two writers that undo each other show as the base's value, another one, and the base's value again.
    private bool MayFlip =>
        needsOwnWrites && ownWrites.Count < MaxOwnWrites
        && (ownWrites.Count == 0 || ownWrites[^1].SequenceEqual(group.Targets.Select(t => t.Value)));

    /// <summary>Asks who set the value where dropped commits told of the anchor: the history that is left was not looked at yet.</summary>
    public void SeekSetter() => seeksSetter = AnchorCommit is not null && SetBy is null;

    /// <summary>Gives up: who set the value stays unknown.</summary>
    public void EndSeeking() => seeksSetter = false;

    public void NoteOwnWrite(ObjectId commit, bool isForeign, IReadOnlyList<string> values)
    {
        seeksSetter = false; // older commits set something else
        if (AnchorCommit is null) (AnchorCommit, AnchorIsForeign) = (commit, isForeign);
        if (ownWrites.Count < MaxOwnWrites) ownWrites.Insert(0, values);
    }

    public void NoteForeignWrite(CommitObject commit) => SetBy ??= commit;
}
