using System.Buffers;
using System.Security.Cryptography;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Whether a text is the HMAC of a body under one of the tokens of a Secret. Digits may be of either case.</summary>
internal static class BodySignature
{
    private const int LongestBytes = SHA512.HashSizeInBytes;

    /// <summary><c>sha1=</c>, <c>sha256=</c> or <c>sha512=</c> and hexadecimal digits.</summary>
    public static bool IsAlgorithmHex(string text, HookSecret secret, ReadOnlySpan<byte> body)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals >= 0 && Algorithm(text.AsSpan(0, equals)) is { } algorithm
            && IsHex(text.AsSpan(equals + 1), algorithm, secret, body);
    }

    /// <summary>Hexadecimal digits, exactly as many as the algorithm makes.</summary>
    public static bool IsHex(ReadOnlySpan<char> text, HashAlgorithmName algorithm, HookSecret secret, ReadOnlySpan<byte> body)
    {
        Span<byte> claimed = stackalloc byte[LongestBytes];
        claimed = claimed[..Length(algorithm)];
        return text.Length == claimed.Length * 2 && Convert.FromHexString(text, claimed, out _, out _) == OperationStatus.Done
            && IsMade(claimed, algorithm, secret, body);
    }

    /// <summary>HMAC-SHA256 in padded base64.</summary>
    public static bool IsBase64(string text, HookSecret secret, ReadOnlySpan<byte> body)
    {
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        return TryDecodeSha256(text, claimed) && IsMade(claimed, HashAlgorithmName.SHA256, secret, body);
    }

    /// <summary>Decodes the padded base64 of a SHA-256; nothing else has its length.</summary>
    public static bool TryDecodeSha256(ReadOnlySpan<char> text, Span<byte> decoded) =>
        text.Length == 44 && Convert.TryFromBase64Chars(text, decoded, out var length) && length == SHA256.HashSizeInBytes;

    private static bool IsMade(ReadOnlySpan<byte> claimed, HashAlgorithmName algorithm, HookSecret secret, ReadOnlySpan<byte> body)
    {
        Span<byte> right = stackalloc byte[LongestBytes];
        right = right[..claimed.Length];
        var isMade = false;
        foreach (var token in secret.Tokens)
        {
            CryptographicOperations.HmacData(algorithm, token.Span, body, right);
            isMade |= SecretComparison.AreEqual(claimed, right);
        }

        return isMade;
    }

    private static HashAlgorithmName? Algorithm(ReadOnlySpan<char> text) => text switch
    {
        "sha1" => HashAlgorithmName.SHA1,
        "sha256" => HashAlgorithmName.SHA256,
        "sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static int Length(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes
        : algorithm == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes
        : SHA512.HashSizeInBytes;
}
