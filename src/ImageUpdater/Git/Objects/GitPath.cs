using System.Text;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>
/// Paths in Git are bytes. They are UTF-8 text here; a byte that is not UTF-8 becomes U+DC80 to U+DCFF, so that no path is lost.
/// </summary>
internal static class GitPath
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a stored path.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == System.Buffers.OperationStatus.Done) text.Append(rune);
            else
            {
                length = 1;
                text.Append((char)(0xDC00 + bytes[0]));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The stored form of a path.</summary>
    public static byte[] Encode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var bytes = new MemoryStream(path.Length);
        var text = path.AsSpan();
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(text, out var rune, out var length);
            if (status != System.Buffers.OperationStatus.Done && text[0] is >= '\uDC80' and <= '\uDCFF')
                bytes.WriteByte((byte)(text[0] - 0xDC00));
            else bytes.Write(Strict.GetBytes(rune.ToString()));
            text = text[length..];
        }

        return bytes.ToArray();
    }

    /// <summary>Cleans a path that a user wrote: <c>./a//b/../c</c> becomes <c>a/c</c>; <c>..</c> never leaves the root.</summary>
    /// <returns>The clean path; empty for the root.</returns>
    public static string Normalize(string? path)
    {
        var parts = new List<string>();
        foreach (var part in (path ?? "").Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
        }

        return string.Join('/', parts);
    }

    /// <summary>Whether a path lies in a folder, or is it. The empty folder holds everything.</summary>
    public static bool IsWithin(string path, string folder)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Length == 0 || path == folder
            || path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal);
    }

    /// <summary>Joins a folder and a name.</summary>
    internal static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>Whether an entry of that name, as stored, may be read; as <see cref="IsSafeName(string)"/>.</summary>
    internal static bool IsSafeName(ReadOnlySpan<byte> name) =>
        name.Length > 0 && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8) && !System.Text.Ascii.EqualsIgnoreCase(name, ".git"u8)
        && !name.Contains((byte)'/');

    /// <summary>Whether an entry of that name may be read or written: not <c>.git</c> in any case, no dots, no separator.</summary>
    internal static bool IsSafeName(string name) =>
        name.Length > 0 && name is not ("." or "..") && !name.Equals(".git", StringComparison.OrdinalIgnoreCase)
        && !name.AsSpan().ContainsAny('/', '\0');
}
