namespace ImageAutomation.ImageUpdater.Holds;

/// <summary>Which part of an image reference a target holds.</summary>
public enum TargetPart
{
    /// <summary><c>name:tag[@digest]</c>.</summary>
    Full,

    /// <summary>The name.</summary>
    Name,

    /// <summary>The tag.</summary>
    Tag,

    /// <summary>The digest.</summary>
    Digest,
}
