using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ImageAutomation.Common.Files;

/// <summary>Files and folders that belong to this user alone, in places where others may have been before.</summary>
public static partial class OwnFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const uint Root = 0;

    // Of statx, which has the same layout on all architectures.
    private const int StatusSize = 256;
    private const int Here = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint Basic = 0x7ff; // STATX_BASIC_STATS

    /// <summary>What speaks against keeping state in a folder that exists; null: nothing.</summary>
    /// <remarks>
    /// A folder of root counts as given by the operator, as volumes of pods are; group rights are the operator's business as well.
    /// </remarks>
    public static string? FolderProblem(string path)
    {
        if (StatusOf(path) is not { } status) return null;
        if (status.IsLink) return "is a link; name the folder itself";
        if (!status.IsFolder) return "is no folder";
        if (status.Owner != UserId() && status.Owner != Root)
            return "belongs to another user, who could change what is in it; name a folder of your own";
        return status.Owner == UserId() && UserId() != Root && status.IsOpenToAll
            ? "may be written by everybody; take that right away (chmod o-w)" : null;
    }

    /// <summary>What speaks against using an entry of a state folder that exists; null: nothing, or it is not there.</summary>
    public static string? EntryProblem(string path) => StatusOf(path) switch
    {
        null => null,
        { IsLink: true } => "is a link",
        { } status when status.Owner != UserId() => "belongs to another user",
        _ => null,
    };

    /// <summary>Whether a path is a folder of this user, not a link, which nobody else may enter.</summary>
    public static bool IsPrivateFolder(string path) =>
        StatusOf(path) is { IsLink: false, IsFolder: true, IsPrivate: true } status && status.Owner == UserId();

    /// <summary>Makes a folder, and those above it, that only this user may enter; one that exists stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file for one writer, made readable by this user alone when it is not there.</summary>
    public static FileStream Open(string path, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>
    /// Makes an empty file that only this user may read, unless there is one: for programs that would make it readable by all.
    /// </summary>
    public static void Ensure(string path)
    {
        if (!File.Exists(path)) Open(path, FileShare.ReadWrite).Dispose();
    }

    /// <summary>Writes a file that only this user may read, in place of another at once: nothing is written through a link.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(temporary, options)) file.Write(content);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>
    /// The number that a file system gave a file, links followed; 0 when there is none. Another number means another file.
    /// </summary>
    public static ulong NumberOf(string path)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        Span<byte> found = stackalloc byte[StatusSize];
        return ReadStatus(Here, path, 0, Basic, ref MemoryMarshal.GetReference(found)) == 0
            ? BinaryPrimitives.ReadUInt64LittleEndian(found[32..]) : 0;
    }

    // Not following links; null when there is nothing, or on a system where nobody can be asked.
    private static Status? StatusOf(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> found = stackalloc byte[StatusSize];
            if (ReadStatus(Here, path, NoFollow, Basic, ref MemoryMarshal.GetReference(found)) != 0) return null;
            return new Status(BinaryPrimitives.ReadUInt32LittleEndian(found[20..]), BinaryPrimitives.ReadUInt16LittleEndian(found[28..]));
        }

        return null;
    }

    private static uint UserId() => OperatingSystem.IsWindows() ? Root : EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(int folder, string path, int flags, uint mask, ref byte found);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    private readonly record struct Status(uint Owner, ushort Mode)
    {
        public bool IsLink => (Mode & 0xF000) == 0xA000;

        public bool IsFolder => (Mode & 0xF000) == 0x4000;

        public bool IsOpenToAll => (Mode & 0x2) != 0;

        public bool IsPrivate => (Mode & 0x3F) == 0; // rwx of group and others
    }
}
