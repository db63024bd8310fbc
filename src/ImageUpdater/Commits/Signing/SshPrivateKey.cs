using System.Buffers.Binary;
using System.Text;

namespace ImageAutomation.ImageUpdater.Commits.Signing;

/// <summary>What can be told about an SSH key before it is used.</summary>
internal static class SshPrivateKey
{
    private const int LeastRsaBits = 2048;
    private const string Begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private const string End = "-----END OPENSSH PRIVATE KEY-----";

    private static readonly string[] Accepted = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "ssh-rsa"];

    /// <summary>Whether a passphrase protects the key.</summary>
    public static bool IsEncrypted(byte[] key)
    {
        var text = Encoding.UTF8.GetString(key);
        if (text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal)) return true;
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal)) return true;
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) return false;
        var body = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[(begin + Begin.Length)..end], body, out var length)) return false;
        var magic = "openssh-key-v1\0"u8;
        var rest = body.AsSpan(0, length);
        return rest.StartsWith(magic) && Next(rest[magic.Length..], out _) is var cipher && !cipher.IsEmpty
            && !cipher.SequenceEqual("none"u8);
    }

    /// <summary>The key with the line ends that ssh-keygen insists on.</summary>
    public static byte[] Normalize(byte[] key) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(key).Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd() + "\n");

    /// <summary>What speaks against a key, by its public part; null for nothing.</summary>
    /// <param name="publicKey">A line as in <c>id_rsa.pub</c>.</param>
    public static string? Judge(string publicKey)
    {
        var fields = publicKey.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 2) return "the public key cannot be read";
        if (!Accepted.Contains(fields[0])) return $"keys of type {fields[0]} are not supported";
        if (fields[0] != "ssh-rsa") return null;

        var blob = new byte[fields[1].Length];
        if (!Convert.TryFromBase64String(fields[1], blob, out var length)) return "the public key cannot be read";
        Next(blob.AsSpan(0, length), out var rest);
        Next(rest, out rest);
        var modulus = Next(rest, out _).TrimStart((byte)0);
        var bits = modulus.IsEmpty ? 0 : (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        return bits < LeastRsaBits ? $"RSA keys need at least {LeastRsaBits} bits, this one has {bits}" : null;
    }

    // A field: four bytes of length, then the content. Empty when the data ends early.
    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        if (data.Length < 4) return default;
        var length = BinaryPrimitives.ReadUInt32BigEndian(data);
        if (length > data.Length - 4) return default;
        rest = data[(4 + (int)length)..];
        return data.Slice(4, (int)length);
    }
}
