using System.IO.Compression;
using System.Text;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>
/// Packs tags and first-seen times into bytes: each tag as the length shared with its neighbour and the rest, each time as the
/// difference from its neighbour's, all of it compressed. Sorted neighbours share most of their text, and a scan's new tags their time.
/// </summary>
internal static class TagCodec
{
    /// <summary>Stored beside each row; a row of another version is dropped and scanned again.</summary>
    public const int Version = 1;

    /// <summary>Most bytes a row may unpack to: far above any listing that the client accepts.</summary>
    private const int MaxUnpacked = 256 * 1024 * 1024;

    private const int Quality = 5;
    private const int Window = 20;

    public static byte[] Pack(string[] tags, long[] firstSeen)
    {
        // Kept apart because lengths compress badly between letters.
        using var lengths = new MemoryStream();
        using var letters = new MemoryStream();
        using var times = new MemoryStream();
        var previous = Array.Empty<byte>();
        long previousTime = 0;
        for (var i = 0; i < tags.Length; i++)
        {
            var tag = Encoding.UTF8.GetBytes(tags[i]);
            var shared = previous.AsSpan().CommonPrefixLength(tag);
            WriteNumber(lengths, (ulong)shared);
            WriteNumber(lengths, (ulong)(tag.Length - shared));
            letters.Write(tag, shared, tag.Length - shared);
            previous = tag;

            var difference = firstSeen[i] - previousTime;
            WriteNumber(times, (ulong)((difference << 1) ^ (difference >> 63)));
            previousTime = firstSeen[i];
        }

        using var plain = new MemoryStream();
        WriteNumber(plain, (ulong)tags.Length);
        WriteNumber(plain, (ulong)lengths.Length);
        WriteNumber(plain, (ulong)letters.Length);
        foreach (var part in (ReadOnlySpan<MemoryStream>)[lengths, letters, times]) part.WriteTo(plain);

        var input = plain.GetBuffer().AsSpan(0, (int)plain.Length);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(input.Length)];
        return BrotliEncoder.TryCompress(input, packed, out var written, Quality, Window)
            ? packed[..written]
            : throw new InvalidOperationException("the compressor did not fit its own bound");
    }

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static (string[] Tags, long[] FirstSeen) Unpack(byte[] packed)
    {
        ReadOnlySpan<byte> plain = Inflate(packed);
        var at = 0;
        var count = ReadCount(plain, ref at);
        int lengthsSize = ReadCount(plain, ref at), lettersSize = ReadCount(plain, ref at);
        if ((long)at + lengthsSize + lettersSize > plain.Length) throw new InvalidDataException("parts exceed the row");
        var lengths = plain.Slice(at, lengthsSize);
        var letters = plain.Slice(at + lengthsSize, lettersSize);
        var times = plain[(at + lengthsSize + lettersSize)..];
        if (count > lengthsSize) throw new InvalidDataException("more tags than lengths");

        var tags = new string[count];
        var firstSeen = new long[count];
        var tag = Array.Empty<byte>();
        int lengthsAt = 0, lettersAt = 0, timesAt = 0;
        long time = 0;
        for (var i = 0; i < count; i++)
        {
            int shared = ReadCount(lengths, ref lengthsAt), rest = ReadCount(lengths, ref lengthsAt);
            if (shared > tag.Length || rest > letters.Length - lettersAt) throw new InvalidDataException("a length is out of range");
            var next = new byte[shared + rest];
            tag.AsSpan(0, shared).CopyTo(next);
            letters.Slice(lettersAt, rest).CopyTo(next.AsSpan(shared));
            lettersAt += rest;
            tag = next;
            tags[i] = Encoding.UTF8.GetString(tag);

            var zigzag = ReadNumber(times, ref timesAt);
            time += (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
            firstSeen[i] = time;
        }

        return (tags, firstSeen);
    }

    private static byte[] Inflate(byte[] packed)
    {
        using var source = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = source.Read(buffer)) > 0;)
            {
                plain.Write(buffer, 0, read);
                if (plain.Length > MaxUnpacked) throw new InvalidDataException("a row unpacks to more than it may");
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException("a row does not unpack", exception); // Brotli's way to say damaged
        }

        return plain.ToArray();
    }

    private static void WriteNumber(MemoryStream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length) throw new InvalidDataException("a number is cut off");
            var part = bytes[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }

        throw new InvalidDataException("a number is too long");
    }

    private static int ReadCount(ReadOnlySpan<byte> bytes, ref int at) =>
        ReadNumber(bytes, ref at) is <= MaxUnpacked and var value ? (int)value : throw new InvalidDataException("a length is out of range");
}
