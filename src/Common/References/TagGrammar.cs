using System.Buffers;

namespace ImageAutomation.Common.References;

/// <summary>What a tag may be: 1 to 128 characters, <c>[A-Za-z0-9_][A-Za-z0-9._-]*</c>.</summary>
/// <remarks>
/// Source: OCI distribution spec, "Pulling manifests". References are read less strictly, see <see cref="ImageReference"/>.
/// </remarks>
public static class TagGrammar
{
    /// <summary>Most characters of a tag.</summary>
    internal const int MaxLength = 128;

    /// <summary>Characters of a tag; the first one may be neither a dot nor a hyphen.</summary>
    internal static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>Whether the text follows the grammar.</summary>
    public static bool IsTag(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && text[0] is not ('.' or '-') && !text.ContainsAnyExcept(Characters);
}
