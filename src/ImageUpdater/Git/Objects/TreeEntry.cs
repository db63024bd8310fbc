namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>One line of a tree.</summary>
/// <param name="Name">Name within its folder, as <see cref="GitPath"/> decodes it.</param>
/// <param name="Mode">Mode bits as stored, for example <c>0x81A4</c> (octal 100644).</param>
/// <param name="Id">Blob, tree or commit.</param>
internal readonly record struct TreeEntry(string Name, int Mode, ObjectId Id)
{
    /// <summary>Mode of a plain file, octal 100644.</summary>
    public const int FileMode = 0x81A4;

    /// <summary>Mode of a folder, octal 40000.</summary>
    public const int DirectoryMode = 0x4000;

    /// <summary>What the mode says.</summary>
    public TreeEntryKind Kind => KindOf(Mode);

    /// <summary>What mode bits say.</summary>
    internal static TreeEntryKind KindOf(int mode) => (mode & 0xF000) switch
    {
        DirectoryMode => TreeEntryKind.Directory,
        0xA000 => TreeEntryKind.Symlink,
        0xE000 => TreeEntryKind.Submodule,
        _ => (mode & 0x40) == 0 ? TreeEntryKind.File : TreeEntryKind.Executable,
    };
}
