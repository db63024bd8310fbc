using System.Buffers;
using System.Buffers.Text;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>base64url as RFC 7515 wants it: without padding, without white space.</summary>
internal static class Base64UrlText
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The bytes; null when the text is something else.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept(Alphabet)) return null;
        var decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, decoded, out _, out var length) == OperationStatus.Done ? decoded[..length] : null;
    }
}
