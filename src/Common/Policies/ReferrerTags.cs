using System.Buffers;

namespace ImageAutomation.Common.Policies;

/// <summary>Tags that belong to another manifest: its digest, then a suffix that says what they are.</summary>
/// <remarks>Source: OCI distribution spec, "Referrers Tag Schema"; cosign's <c>.sig</c>, <c>.att</c>, <c>.sbom</c>.</remarks>
public static class ReferrerTags
{
    /// <summary>Begins them all.</summary>
    internal const string Prefix = "sha256-";

    /// <summary>Nothing that begins so is above it.</summary>
    internal const string LastPossible = "sha256-\uffff";

    private const int HexLength = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a tag is one of them, with or without a suffix.</summary>
    public static bool Contain(ReadOnlySpan<char> tag)
    {
        if (tag.Length < Prefix.Length + HexLength || !tag.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var hex = tag.Slice(Prefix.Length, HexLength);
        return !hex.ContainsAnyExcept(HexDigits)
            && (tag.Length == Prefix.Length + HexLength || !char.IsAsciiLetterOrDigit(tag[Prefix.Length + HexLength]));
    }

    /// <summary>Whether a pattern means them: its own text holds their prefix.</summary>
    public static bool AreMeantBy(string? pattern) => pattern?.Contains(Prefix, StringComparison.Ordinal) == true;
}
