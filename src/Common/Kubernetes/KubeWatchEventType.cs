namespace ImageAutomation.Common.Kubernetes;

/// <summary>What a <see cref="KubeWatchEvent{T}"/> says.</summary>
public enum KubeWatchEventType
{
    /// <summary>The object is new, or changed.</summary>
    Upserted,

    /// <summary>The object is gone, or does not match the selector any more.</summary>
    Deleted,

    /// <summary>Nothing happened up to this resource version.</summary>
    Bookmark,

    /// <summary>An object that does not fit the type; the problem says which and why.</summary>
    Unreadable,

    /// <summary>The watch failed; this is its last event.</summary>
    Failed,
}
