using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Reads git's loose files, those that commits of ours are until they are packed.</summary>
/// <remarks>
/// libgit2 1.8.6 does not come back from a loose file that was cut off, for example by a loss of power. Here it is damage.
/// </remarks>
internal sealed class LooseObjects
{
    private const int MaxHeader = 32;

    private readonly string root;
    private readonly bool[] folders = new bool[256];

    public LooseObjects(string gitDirectory)
    {
        root = Path.Combine(gitDirectory, "objects");
        if (!Directory.Exists(root)) return;
        foreach (var folder in Directory.EnumerateDirectories(root))
            if (byte.TryParse(Path.GetFileName(folder), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var first))
                folders[first] = true;
    }

    /// <summary>Whether a loose file may be there; cheap, and right for what was there when the session began.</summary>
    public bool MayHold(ObjectId id) => folders[id.FirstByte];

    /// <summary>Kind and size of an object.</summary>
    public ObjectAnswer Header(ObjectId id, out ObjectKind kind, out long size, out string problem)
    {
        (kind, size, problem) = (default, 0, "");
        if (Open(id) is not { } file) return ObjectAnswer.Missing;
        using (file)
        using (var content = new ZLibStream(file, CompressionMode.Decompress))
        {
            try
            {
                if (ReadHeader(content, []) is { } header)
                {
                    (kind, size) = header;
                    return ObjectAnswer.Found;
                }

                problem = "its header is none";
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException)
            {
                problem = exception.Message;
            }
        }

        return ObjectAnswer.Damaged;
    }

    /// <summary>Reads an object whose size was asked before, and lends its bytes; they are what their id says.</summary>
    public ObjectAnswer Read(ObjectId id, NativePacks.LentBytes use, out string problem)
    {
        problem = "";
        if (Open(id) is not { } file) return ObjectAnswer.Missing;
        byte[] bytes;
        using (file)
        using (var content = new ZLibStream(file, CompressionMode.Decompress))
        {
            try
            {
                var raw = new List<byte>(MaxHeader);
                if (ReadHeader(content, raw) is not { } header) throw new InvalidDataException("its header is none");
                bytes = new byte[checked((int)header.Size)];
                content.ReadExactly(bytes);
                if (content.ReadByte() >= 0 || IdOf([.. raw], bytes) != id)
                    throw new InvalidDataException("its content is not what its name says");
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException or OverflowException)
            {
                problem = exception.Message;
                return ObjectAnswer.Damaged;
            }
        }

        use(bytes);
        return ObjectAnswer.Found;
    }

    private static (ObjectKind Kind, long Size)? ReadHeader(ZLibStream content, List<byte> raw)
    {
        while (raw.Count < MaxHeader)
        {
            var next = content.ReadByte();
            if (next < 0) return null;
            raw.Add((byte)next);
            if (next != 0) continue;
            var parts = Encoding.ASCII.GetString([.. raw[..^1]]).Split(' ');
            ObjectKind? kind = parts[0] switch
            {
                "blob" => ObjectKind.Blob,
                "tree" => ObjectKind.Tree,
                "commit" => ObjectKind.Commit,
                "tag" => ObjectKind.Tag,
                _ => null,
            };
            return kind is { } known && parts.Length == 2
                && long.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out var size) ? (known, size) : null;
        }

        return null;
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

    private FileStream? Open(ObjectId id)
    {
        var hex = id.ToString();
        var path = Path.Combine(root, hex[..2], hex[2..]);
        try
        {
            return File.Exists(path) ? File.OpenRead(path) : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // packed in this moment
        }
    }
}
