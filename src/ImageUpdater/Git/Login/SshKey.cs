using System.Buffers.Binary;
using System.Text;

namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>What can be told about a private SSH key before it is used. Pure.</summary>
internal static class SshKey
{
    private const string Begin = "-----BEGIN ";

    /// <summary>The key as OpenSSH insists on it: line feeds alone, nothing before and after, one line feed at the end.</summary>
    public static byte[] Normalize(ReadOnlySpan<byte> key)
    {
        var lines = Encoding.UTF8.GetString(key).Trim('\uFEFF').Split('\n').Select(line => line.Trim()).ToList();
        return Encoding.UTF8.GetBytes(string.Join('\n', lines).Trim('\n') + "\n");
    }

    /// <summary>What is wrong with it, to be put behind its name; null when it looks like a key.</summary>
    /// <param name="normalized">Made by <see cref="Normalize"/>.</param>
    /// <param name="hasPassphrase">Whether there is one.</param>
    public static string? Problem(ReadOnlySpan<byte> normalized, bool hasPassphrase)
    {
        var text = Encoding.UTF8.GetString(normalized);
        if (!text.StartsWith(Begin, StringComparison.Ordinal))
        {
            if (text.StartsWith("ssh-", StringComparison.Ordinal) || text.StartsWith("ecdsa-", StringComparison.Ordinal)
                || text.StartsWith("sk-", StringComparison.Ordinal))
                return "is a public key; put the private one there (the file without .pub)";
            return IsEncodedTwice(text) ? "is base64 of a key: it was encoded twice; put the key itself there"
                : "is not a private key: it does not begin with '-----BEGIN'";
        }

        var header = text.Split('\n')[0];
        if (header.Contains("PUBLIC KEY", StringComparison.Ordinal)) return "is a public key; put the private one there";
        if (!header.Contains("PRIVATE KEY-----", StringComparison.Ordinal)) return "is not a private key";
        if (header.Length > header.IndexOf("PRIVATE KEY-----", StringComparison.Ordinal) + "PRIVATE KEY-----".Length)
            return "stands on one line: its line breaks were lost";
        if (!text.Contains("-----END ", StringComparison.Ordinal)) return "is cut off: its '-----END' line is missing";
        return !hasPassphrase && IsEncrypted(text) ? "is encrypted; add its passphrase as 'password'" : null;
    }

    private static bool IsEncodedTwice(string text)
    {
        var body = new byte[text.Length];
        return Convert.TryFromBase64String(text, body, out var length)
            && Encoding.UTF8.GetString(body, 0, length).TrimStart().StartsWith(Begin, StringComparison.Ordinal);
    }

    private static bool IsEncrypted(string text)
    {
        if (text.StartsWith("-----BEGIN ENCRYPTED", StringComparison.Ordinal)
            || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            return true;
        var begin = text.IndexOf('\n', StringComparison.Ordinal);
        var end = text.IndexOf("-----END ", StringComparison.Ordinal);
        if (end < begin) return false;
        var body = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[begin..end], body, out var length)) return false;
        // PROTOCOL.key of OpenSSH: the magic, then the name of the cipher.
        var magic = "openssh-key-v1\0"u8;
        var rest = body.AsSpan(0, length);
        if (!rest.StartsWith(magic) || rest.Length < magic.Length + 4) return false;
        rest = rest[magic.Length..];
        var size = BinaryPrimitives.ReadUInt32BigEndian(rest);
        return size <= rest.Length - 4 && !rest.Slice(4, (int)size).SequenceEqual("none"u8);
    }
}
