namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>A file, link or submodule in a tree, with its whole path.</summary>
/// <param name="Path">Path from the root of the repository, <c>/</c> between folders.</param>
/// <param name="Mode">Mode bits as stored.</param>
/// <param name="Id">Its blob; for a submodule a commit.</param>
public sealed record TreeFile(string Path, int Mode, ObjectId Id)
{
    /// <summary>What the mode says.</summary>
    public TreeEntryKind Kind => new TreeEntry(Path, Mode, Id).Kind;

    /// <summary>Whether it has content of its own: a file, executable or not.</summary>
    public bool IsFile => Kind is TreeEntryKind.File or TreeEntryKind.Executable;
}
