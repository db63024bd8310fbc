namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Type of an object in Git.</summary>
public enum ObjectKind
{
    /// <summary>File content.</summary>
    Blob,

    /// <summary>Folder.</summary>
    Tree,

    /// <summary>Commit.</summary>
    Commit,

    /// <summary>Annotated tag.</summary>
    Tag,
}
