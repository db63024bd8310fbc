namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>Which part of the elected image a target holds.</summary>
public enum TargetPart
{
    /// <summary><c>name:tag</c>, and <c>@digest</c> when there is one.</summary>
    Full,

    /// <summary>The repository.</summary>
    Name,

    /// <summary>The tag.</summary>
    Tag,

    /// <summary>The digest; empty when there is none.</summary>
    Digest,

    /// <summary>A tag field that holds <c>tag@digest</c>. Image fields only, never a marker.</summary>
    TagAndDigest,
}
