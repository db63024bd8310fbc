using ImageAutomation.Common.Files;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>Makes sure that a state folder can hold databases.</summary>
public static class StateFolder
{
    private static readonly string[] NetworkFileSystems = ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph",
        "glusterfs", "lustre", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs"];

    // What the programs keep directly in a state folder.
    private static readonly string[] Entries = ["state.db", "tags.db", "run.lock", "mirrors", "secrets"];

    /// <summary>
    /// Creates the folder, open to its owner only. Refuses one that others could have prepared, and network file systems: SQLite's WAL
    /// does not work there.
    /// </summary>
    /// <returns>Null when the folder can be used, else what is wrong.</returns>
    public static Failure? Prepare(string path)
    {
        try
        {
            path = path.Length > 1 ? path.TrimEnd('/') : path;
            if (OwnFiles.FolderProblem(path) is { } problem)
                return Failure.Terminal(SourceReasons.Unavailable, $"state folder '{path}' {problem}");
            if (!Directory.Exists(path)) OwnFiles.CreateFolder(path);
            foreach (var entry in Entries)
                if (OwnFiles.EntryProblem(Path.Combine(path, entry)) is { } foreign)
                    return Failure.Terminal(
                        SourceReasons.Unavailable,
                        $"'{entry}' in state folder '{path}' {foreign}; remove it, or name a folder of your own");

            var format = new DriveInfo(Path.GetFullPath(path)).DriveFormat;
            if (NetworkFileSystems.Contains(format, StringComparer.OrdinalIgnoreCase))
                return Failure.Terminal(
                    SourceReasons.Unavailable,
                    $"state folder '{path}' is on a network file system ({format}), where the embedded database is not safe; name a local "
                        + "folder with --state");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Terminal(SourceReasons.Unavailable, $"state folder '{path}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Takes the folder for one running process; disposal gives it back, and so does the end of the process.</summary>
    /// <returns>The lock; fails when another process holds it.</returns>
    public static Result<StateLock> Lock(string path)
    {
        var file = Path.Combine(path, "run.lock");
        try
        {
            return new StateLock(path, file);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return Failure.Terminal(
                SourceReasons.Unavailable,
                $"state folder '{path}' is in use by another process; stop it, or name another folder (--state of imgauto, --storage-path "
                    + "of the controllers)", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Terminal(SourceReasons.Unavailable, $"state folder '{path}' cannot be written: {e.Message}", e);
        }
    }

    // A file that another process holds: EAGAIN of Linux, EWOULDBLOCK of BSD, a sharing violation of Windows. Else the disk is full,
    // read-only, ...
    private static bool IsTaken(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
