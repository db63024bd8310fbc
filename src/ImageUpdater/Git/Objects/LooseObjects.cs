using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Writes objects as git's loose files: complete under a temporary name, then renamed, so that a crash leaves no half object.</summary>
/// <remarks>Not flushed to the disk: everything here can be made again, and a file lost with the power is found as damage.</remarks>
internal sealed class LooseObjects(string gitDirectory)
{
    private readonly string root = Path.Combine(gitDirectory, "objects");

    /// <summary>Stores an object.</summary>
    /// <returns>Its id.</returns>
    public ObjectId Write(ObjectKind kind, ReadOnlySpan<byte> content)
    {
        var header = Encoding.ASCII.GetBytes($"{Name(kind)} {content.Length}\0");
        var id = IdOf(header, content);
        var hex = id.ToString();
        var folder = Path.Combine(root, hex[..2]);
        var file = Path.Combine(folder, hex[2..]);
        if (File.Exists(file)) return id;

        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, "tmp_obj_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        var settings = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) settings.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.GroupRead;
        using (var stream = new FileStream(temporary, settings))
        using (var compressed = new ZLibStream(stream, CompressionLevel.Fastest))
        {
            compressed.Write(header);
            compressed.Write(content);
        }

        File.Move(temporary, file, overwrite: true);
        return id;
    }

#pragma warning disable CA5350 // SHA-1 is Git's object format, not a choice of ours.
    private static ObjectId IdOf(ReadOnlySpan<byte> header, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(header);
        hash.AppendData(content);
        Span<byte> raw = stackalloc byte[ObjectId.ByteLength];
        hash.GetHashAndReset(raw);
        return ObjectId.FromBytes(raw);
    }
#pragma warning restore CA5350

    private static string Name(ObjectKind kind) => kind switch
    {
        ObjectKind.Blob => "blob",
        ObjectKind.Tree => "tree",
        ObjectKind.Commit => "commit",
        _ => "tag",
    };
}
