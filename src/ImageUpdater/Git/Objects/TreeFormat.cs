namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>The stored form of a tree: <c>mode SP name NUL id</c>, sorted by name, folders as if their name ended with a slash.</summary>
internal static class TreeFormat
{
    /// <summary>Uses one entry; the bytes of the name are gone when it returns.</summary>
    public delegate void EntryUser(ReadOnlySpan<byte> name, int mode, ObjectId id);

    /// <summary>Hands over the entries of a tree in stored order.</summary>
    /// <returns>Their number; null when the bytes are not a tree.</returns>
    public static int? Visit(ReadOnlySpan<byte> bytes, EntryUser use)
    {
        var count = 0;
        for (; !bytes.IsEmpty; count++)
        {
            var space = bytes.IndexOf((byte)' ');
            if (space is <= 0 or > 7) return null;
            var mode = 0;
            foreach (var digit in bytes[..space])
            {
                if (digit is < (byte)'0' or > (byte)'7') return null;
                mode = (mode << 3) | (digit - '0');
            }

            bytes = bytes[(space + 1)..];
            var end = bytes.IndexOf((byte)0);
            if (end <= 0 || bytes.Length < end + 1 + ObjectId.ByteLength) return null;
            use(bytes[..end], mode, ObjectId.FromBytes(bytes[(end + 1)..]));
            bytes = bytes[(end + 1 + ObjectId.ByteLength)..];
        }

        return count;
    }

    /// <summary>Reads a tree.</summary>
    /// <returns>Its entries in stored order; null when the bytes are not a tree.</returns>
    public static List<TreeEntry>? Parse(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<TreeEntry>();
        return Visit(bytes, (name, mode, id) => entries.Add(new TreeEntry(GitPath.Decode(name), mode, id))) is null ? null : entries;
    }

    /// <summary>Writes a tree, sorted.</summary>
    public static byte[] Build(IEnumerable<TreeEntry> entries)
    {
        var rows = entries.Select(entry => (Key: SortKey(entry), Entry: entry)).ToList();
        rows.Sort((left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
        using var bytes = new MemoryStream();
        Span<byte> id = stackalloc byte[ObjectId.ByteLength];
        foreach (var (key, entry) in rows)
        {
            bytes.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToString(entry.Mode, 8)));
            bytes.WriteByte((byte)' ');
            bytes.Write(key, 0, entry.Kind == TreeEntryKind.Directory ? key.Length - 1 : key.Length);
            bytes.WriteByte(0);
            entry.Id.CopyTo(id);
            bytes.Write(id);
        }

        return bytes.ToArray();
    }

    private static byte[] SortKey(TreeEntry entry) =>
        entry.Kind == TreeEntryKind.Directory ? [.. GitPath.Encode(entry.Name), (byte)'/'] : GitPath.Encode(entry.Name);
}
