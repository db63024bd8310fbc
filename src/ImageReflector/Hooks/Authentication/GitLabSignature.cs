using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>
/// The signature that GitLab makes with a signing token, <c>whsec_</c> and the key in base64: HMAC-SHA256 of id, time and body.
/// </summary>
/// <remarks>Source: Standard Webhooks. Id and time come without a signature, too; only the header of the signature decides.</remarks>
internal static class GitLabSignature
{
    public const string Header = "webhook-signature";

    private const string IdHeader = "webhook-id";
    private const string TimeHeader = "webhook-timestamp";
    private const string Version = "v1,";
    private const long LongestSkewSeconds = 300;

    private static ReadOnlySpan<byte> KeyPrefix => "whsec_"u8;

    /// <returns>Null when it is right.</returns>
    public static Failure? Check(HookRequest request, HookSecret secret, DateTimeOffset now)
    {
        foreach (var name in (ReadOnlySpan<string>)[Header, IdHeader, TimeHeader])
            if (request.Header(name) is null) return Refusals.NotOnce(request, name);
        var (signatures, id, time) = (request.Header(Header)!, request.Header(IdHeader)!, request.Header(TimeHeader)!); // checked above
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return Refusals.Wrong(TimeHeader);
        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > LongestSkewSeconds) // both are positive, so nothing overflows
            return Failure.Terminal(HookReasons.ProofStale, $"'{TimeHeader}' is more than 5 minutes from now; check both clocks");

        var isMade = false;
        var signed = Encoding.UTF8.GetBytes($"{id}.{time}.");
        foreach (var token in secret.Tokens)
            if (Key(token.Span) is { } key) isMade |= HasOne(signatures, Sign(key, signed, request.Body.Span));
        return isMade ? null : Refusals.Wrong(Header);
    }

    private static byte[] Sign(byte[] key, byte[] idAndTime, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(idAndTime);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    /// <summary>Several are sent while the sender rotates its key; those of other versions do not count.</summary>
    private static bool HasOne(ReadOnlySpan<char> signatures, byte[] right)
    {
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        var isFound = false;
        foreach (var range in signatures.Split(' '))
        {
            var signature = signatures[range];
            if (signature.StartsWith(Version, StringComparison.Ordinal)
                && BodySignature.TryDecodeSha256(signature[Version.Length..], claimed))
                isFound |= SecretComparison.AreEqual(claimed, right);
        }

        return isFound;
    }

    /// <summary>The key of a signing token; null of any other token.</summary>
    private static byte[]? Key(ReadOnlySpan<byte> token)
    {
        if (!token.StartsWith(KeyPrefix)) return null;
        var text = Encoding.UTF8.GetString(token[KeyPrefix.Length..]).TrimEnd('\r', '\n');
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length > 0 ? key[..length] : null;
    }
}
