using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using LibGit2Sharp;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>The packs of one repository, opened for reading by libgit2. Not shared between threads; disposed after the operation.</summary>
/// <remarks>
/// LibGit2Sharp's own <c>Tree</c> and <c>Commit</c> decode names and lines and so lose bytes that are not UTF-8, and refuse commits with
/// an odd signature line. The database of the very library that it brings hands out the bytes as they are, and twelve times as fast.
/// </remarks>
internal sealed unsafe class NativePacks : IDisposable
{
    private const int NotFound = -3;
    private static readonly Lazy<Library> Lib = new(static () => new Library());
    private nint database;

    private NativePacks(nint database) => this.database = database;

    /// <summary>Makes the library ready; done once a process.</summary>
    public static void Load() => _ = Lib.Value;

    /// <summary>Opens the packs of a bare repository.</summary>
    /// <returns>Null with the library's words when it cannot be opened.</returns>
    public static NativePacks? Open(string gitDirectory, out string problem)
    {
        nint opened = 0;
        nint packs = 0;
        fixed (byte* path = Encoding.UTF8.GetBytes(Path.Combine(gitDirectory, "objects") + '\0'))
        {
            var isOpen = Lib.Value.New(&opened) == 0 && Lib.Value.Packs(&packs, path) == 0 && Lib.Value.Add(opened, packs, 1) == 0;
            problem = isOpen ? "" : Lib.Value.LastError();
        }

        if (problem.Length == 0) return new NativePacks(opened);
        if (opened != 0) Lib.Value.Free(opened);
        return null;
    }

    /// <summary>Kind and size of an object without its content.</summary>
    public ObjectAnswer Header(ObjectId id, out ObjectKind kind, out long size, out string problem)
    {
        Span<byte> raw = stackalloc byte[ObjectId.ByteLength];
        id.CopyTo(raw);
        nuint length = 0;
        var type = 0;
        int code;
        fixed (byte* oid = raw) code = Lib.Value.Header(&length, &type, database, oid);
        (kind, size) = (KindOf(type), (long)length);
        return Answer(code, out problem);
    }

    /// <summary>Reads an object and lends its bytes to a function. The bytes are gone when it returns.</summary>
    public ObjectAnswer Read(ObjectId id, LentBytes use, out string problem)
    {
        Span<byte> raw = stackalloc byte[ObjectId.ByteLength];
        id.CopyTo(raw);
        nint found = 0;
        int code;
        fixed (byte* oid = raw) code = Lib.Value.Read(&found, database, oid);
        var answer = Answer(code, out problem);
        if (answer != ObjectAnswer.Found) return answer;
        try
        {
            use(new ReadOnlySpan<byte>(Lib.Value.Data(found), checked((int)Lib.Value.Size(found))));
        }
        finally
        {
            Lib.Value.FreeObject(found);
        }

        return answer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (database != 0) Lib.Value.Free(database);
        database = 0;
    }

    private static ObjectAnswer Answer(int code, out string problem)
    {
        problem = code is 0 or NotFound ? "" : Lib.Value.LastError();
        return code switch { 0 => ObjectAnswer.Found, NotFound => ObjectAnswer.Missing, _ => ObjectAnswer.Damaged };
    }

    private static ObjectKind KindOf(int type) =>
        type switch { 1 => ObjectKind.Commit, 2 => ObjectKind.Tree, 4 => ObjectKind.Tag, _ => ObjectKind.Blob };

    /// <summary>Uses bytes that are gone when it returns.</summary>
    public delegate void LentBytes(ReadOnlySpan<byte> bytes);

    /// <summary>The functions of libgit2 1.x that are used: <c>git2/odb.h</c>, <c>git2/errors.h</c>.</summary>
    private sealed class Library
    {
        private readonly delegate* unmanaged<NativeError*> lastError;

        public Library()
        {
            // A volume may belong to root, and no file of the machine may change what is read.
            GlobalSettings.SetOwnerValidation(false);
            foreach (var level in (ConfigurationLevel[])[ConfigurationLevel.System, ConfigurationLevel.Global, ConfigurationLevel.Xdg,
                ConfigurationLevel.ProgramData])
                GlobalSettings.SetConfigSearchPaths(level, "/dev/null");
            using var process = Process.GetCurrentProcess();
            var module = process.Modules.Cast<ProcessModule>().First(m => m.ModuleName.Contains("git2-", StringComparison.Ordinal));
            var library = NativeLibrary.Load(module.FileName);
            New = (delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "git_odb_new");
            Packs = (delegate* unmanaged<nint*, byte*, int>)NativeLibrary.GetExport(library, "git_odb_backend_pack");
            Add = (delegate* unmanaged<nint, nint, int, int>)NativeLibrary.GetExport(library, "git_odb_add_backend");
            Header = (delegate* unmanaged<nuint*, int*, nint, byte*, int>)NativeLibrary.GetExport(library, "git_odb_read_header");
            Read = (delegate* unmanaged<nint*, nint, byte*, int>)NativeLibrary.GetExport(library, "git_odb_read");
            Data = (delegate* unmanaged<nint, void*>)NativeLibrary.GetExport(library, "git_odb_object_data");
            Size = (delegate* unmanaged<nint, nuint>)NativeLibrary.GetExport(library, "git_odb_object_size");
            FreeObject = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "git_odb_object_free");
            Free = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "git_odb_free");
            lastError = (delegate* unmanaged<NativeError*>)NativeLibrary.GetExport(library, "git_error_last");
            // LibGit2Sharp has started the library; once more keeps it started whatever LibGit2Sharp does at the end.
            ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "git_libgit2_init"))();
        }

        public delegate* unmanaged<nint*, int> New { get; }

        public delegate* unmanaged<nint*, byte*, int> Packs { get; }

        public delegate* unmanaged<nint, nint, int, int> Add { get; }

        public delegate* unmanaged<nuint*, int*, nint, byte*, int> Header { get; }

        public delegate* unmanaged<nint*, nint, byte*, int> Read { get; }

        public delegate* unmanaged<nint, void*> Data { get; }

        public delegate* unmanaged<nint, nuint> Size { get; }

        public delegate* unmanaged<nint, void> FreeObject { get; }

        public delegate* unmanaged<nint, void> Free { get; }

        public string LastError() => lastError() is var error && error is not null ? Marshal.PtrToStringUTF8((nint)error->Message) ?? ""
            : "unknown error";

        [StructLayout(LayoutKind.Sequential)]
        private struct NativeError
        {
            public byte* Message;
            public int Class;
        }
    }
}
