namespace ImageAutomation.ImageUpdater.Safety.Holds;

/// <summary>All that is known about a group of targets.</summary>
internal sealed record HoldQuestion
{
    /// <summary>The targets of one policy in one object of one file; at least one.</summary>
    public required IReadOnlyList<GroupTarget> Targets { get; init; }

    /// <summary>The policy's order.</summary>
    public required ITagOrder Order { get; init; }

    /// <summary>Elected tag.</summary>
    public required string ElectedTag { get; init; }

    /// <summary>Tag of the policy's <c>status.observedPreviousRef</c>.</summary>
    public string? PreviousTag { get; init; }

    /// <summary>Whether <c>update.onManualChange</c> is <c>Overwrite</c>.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Tags that the accept annotation names for this policy.</summary>
    public IReadOnlySet<string> Accepted { get; init; } = new HashSet<string>();

    /// <summary>Values of the group after each of the last own writes, oldest first; at most three matter.</summary>
    public IReadOnlyList<IReadOnlyList<string>> OwnWrites { get; init; } = [];

    /// <summary>Whether the newest own write was another automation's.</summary>
    public bool AnchorIsForeign { get; init; }
}
