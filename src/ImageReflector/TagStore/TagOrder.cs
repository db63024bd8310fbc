using System.Security.Cryptography;
using System.Text;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>The order tags are stored in, and the revision made of it.</summary>
/// <remarks>Source: the reference implementation's file storage: tags in descending byte order, each ended by LF, SHA-256.</remarks>
internal static class TagOrder
{
    /// <summary>Distinct tags in descending byte order.</summary>
    /// <param name="tags">In any order. Tags are ASCII, so comparing UTF-16 code units compares bytes.</param>
    public static string[] Sort(IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var sorted = tags.ToArray();
        if (IsSorted(sorted)) return sorted;
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(b, a));
        return IsSorted(sorted) ? sorted : [.. sorted.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The revision of tags that are in order.</summary>
    /// <param name="sorted">As <see cref="Sort"/> returns them.</param>
    /// <returns><c>sha256:</c> and 64 lower-case hex digits.</returns>
    public static string Revision(IReadOnlyList<string> sorted)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        return "sha256:" + Convert.ToHexStringLower(Hash(sorted));
    }

    internal static byte[] Hash(IReadOnlyList<string> sorted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1024];
        foreach (var tag in sorted)
        {
            var length = Encoding.UTF8.GetMaxByteCount(tag.Length) + 1;
            if (buffer.Length < length) buffer = new byte[length];
            var written = Encoding.UTF8.GetBytes(tag, buffer);
            buffer[written] = (byte)'\n';
            hash.AppendData(buffer, 0, written + 1);
        }

        return hash.GetHashAndReset();
    }

    private static bool IsSorted(string[] tags)
    {
        for (var i = 1; i < tags.Length; i++)
            if (string.CompareOrdinal(tags[i - 1], tags[i]) <= 0) return false;
        return true;
    }
}
