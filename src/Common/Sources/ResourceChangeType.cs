namespace ImageAutomation.Common.Sources;

/// <summary>What a <see cref="ResourceChange{T}"/> says.</summary>
public enum ResourceChangeType
{
    /// <summary>The object exists, in this state.</summary>
    Upserted,

    /// <summary>The object is gone; its last known state is given.</summary>
    Deleted,

    /// <summary>All objects that existed at the start have been reported.</summary>
    Synced,
}
