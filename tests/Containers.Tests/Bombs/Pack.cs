using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;

namespace ImageAutomation.Containers.Tests.Bombs;

/// <summary>
/// A pack of Git objects written byte by byte: some kilobytes that stand for hundreds of megabytes, which no git program would write.
/// </summary>
internal sealed class Pack
{
    private const int CommitType = 1;
    private const int TreeType = 2;
    private const int BlobType = 3;
    private const int DeltaType = 7; // names its base by id
    private const int Piece = 15 << 20;

    private readonly MemoryStream entries = new();
    private int count;

    /// <summary>A blob that begins with a text and goes on with line ends until it has a size.</summary>
    public PackedBlob Blob(string beginning, long size)
    {
        var start = Encoding.UTF8.GetBytes(beginning);
        void Write(Stream stream)
        {
            stream.Write(start);
            Fill(stream, size - start.Length);
        }

        return new PackedBlob(Add(BlobType, size, Write), size, Write);
    }

    /// <summary>A blob that is another one so many times and a text, as a delta of that.</summary>
    public PackedBlob Delta(PackedBlob of, int times, string end)
    {
        var tail = Encoding.UTF8.GetBytes(end);
        var size = (of.Size * times) + tail.Length;
        using var delta = new MemoryStream();
        Number(delta, of.Size);
        Number(delta, size);
        for (var time = 0; time < times; time++) Copy(delta, of.Size);
        delta.WriteByte((byte)tail.Length); // up to 127 bytes that follow
        delta.Write(tail);

        Header(DeltaType, delta.Length);
        entries.Write(of.Id);
        Compressed(stream => stream.Write(delta.GetBuffer().AsSpan(0, (int)delta.Length)));
        void Write(Stream stream)
        {
            for (var time = 0; time < times; time++) of.Write(stream);
            stream.Write(tail);
        }

        return new PackedBlob(Id(BlobType, size, Write), size, Write);
    }

    /// <summary>A tree; entries in Git's order: mode, name, id.</summary>
    public byte[] Tree(params IEnumerable<(string Mode, string Name, byte[] Id)> rows)
    {
        using var content = new MemoryStream();
        foreach (var (mode, name, id) in rows)
        {
            content.Write(Encoding.UTF8.GetBytes($"{mode} {name}\0"));
            content.Write(id);
        }

        return Add(TreeType, content.Length, stream => stream.Write(content.GetBuffer().AsSpan(0, (int)content.Length)));
    }

    public byte[] Commit(byte[] tree)
    {
        const string Who = "Person <person@example.org> 1767225600 +0000";
        var text = Encoding.UTF8.GetBytes($"tree {Convert.ToHexStringLower(tree)}\nauthor {Who}\ncommitter {Who}\n\nbomb\n");
        return Add(CommitType, text.Length, stream => stream.Write(text));
    }

    /// <summary>Puts the pack into a repository, with a branch on a commit.</summary>
    public void Deliver(BareRepository repository, byte[] commit)
    {
        using var whole = new MemoryStream();
        var header = new byte[12];
        "PACK"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), count);
        whole.Write(header);
        entries.WriteTo(whole);
        whole.Write(Sha1(whole.ToArray()));
        TestProcess.Run("git", repository.Path, whole.ToArray(), ["index-pack", "--stdin"]);
        repository.SetBranch("main", Convert.ToHexStringLower(commit));
    }

    private byte[] Add(int type, long size, Action<Stream> write)
    {
        Header(type, size);
        Compressed(write);
        return Id(type, size, write);
    }

    private void Header(int type, long size)
    {
        count++;
        var first = (type << 4) | (int)(size & 15);
        size >>= 4;
        entries.WriteByte((byte)(size > 0 ? first | 128 : first));
        if (size > 0) Number(entries, size);
    }

    private void Compressed(Action<Stream> write)
    {
        using var zlib = new ZLibStream(entries, CompressionLevel.Fastest, leaveOpen: true);
        write(zlib);
    }

    private static void Number(Stream stream, long value)
    {
        for (; value > 127; value >>= 7) stream.WriteByte((byte)(value | 128));
        stream.WriteByte((byte)value);
    }

    // The whole of the base, in pieces of 15 MiB: offset in four bytes, length in three.
    private static void Copy(Stream delta, long size)
    {
        for (var offset = 0L; offset < size; offset += Piece)
        {
            var piece = (int)Math.Min(Piece, size - offset);
            delta.WriteByte(0b1111_1111);
            for (var bits = 0; bits < 32; bits += 8) delta.WriteByte((byte)(offset >> bits));
            for (var bits = 0; bits < 24; bits += 8) delta.WriteByte((byte)(piece >> bits));
        }
    }

    private static void Fill(Stream stream, long size)
    {
        var block = new byte[1 << 20];
        Array.Fill(block, (byte)'\n');
        for (; size > 0; size -= block.Length) stream.Write(block.AsSpan(0, (int)Math.Min(size, block.Length)));
    }

#pragma warning disable CA5350 // the ids of Git
    private static byte[] Sha1(byte[] bytes) => SHA1.HashData(bytes);

    private static byte[] Id(int type, long size, Action<Stream> write)
    {
        using var hash = SHA1.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            stream.Write(Encoding.ASCII.GetBytes($"{(type == CommitType ? "commit" : type == TreeType ? "tree" : "blob")} {size}\0"));
            write(stream);
        }

        return hash.Hash!; // the stream was closed
    }
#pragma warning restore CA5350
}
