using System.Buffers;

namespace ImageAutomation.ImageReflector.Registry.Listing;

/// <summary>The distribution spec's grammar of tags and digests; what a registry says is checked before it is used.</summary>
internal static class TagGrammar
{
    private const int MaxTagLength = 128;
    private static readonly SearchValues<char> TagCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    public static bool IsTag(string text) =>
        text.Length is > 0 and <= MaxTagLength && text[0] is not ('.' or '-') && !text.AsSpan().ContainsAnyExcept(TagCharacters);

    /// <summary><c>sha256:</c> with 64 or <c>sha512:</c> with 128 lower-case hex digits.</summary>
    public static bool IsDigest(string text)
    {
        var length = text.StartsWith("sha256:", StringComparison.Ordinal) ? 64 : text.StartsWith("sha512:", StringComparison.Ordinal) ? 128 : -1;
        return length > 0 && text.Length == 7 + length && !text.AsSpan(7).ContainsAnyExcept(LowerHex);
    }
}
