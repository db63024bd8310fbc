namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>What an entry of a tree is.</summary>
public enum TreeEntryKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A file with the executable bit.</summary>
    Executable,

    /// <summary>A symbolic link; its blob holds the target.</summary>
    Symlink,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A commit of another repository; never entered.</summary>
    Submodule,
}
