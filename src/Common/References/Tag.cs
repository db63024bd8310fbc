using ImageAutomation.Common.Results;

namespace ImageAutomation.Common.References;

/// <summary>A tag: 1 to 128 characters, <c>[A-Za-z0-9_][A-Za-z0-9._-]*</c>; compared by ordinal.</summary>
/// <remarks>Source: OCI distribution spec, "Pulling manifests". References are read less strictly, see <see cref="ImageReference"/>.</remarks>
public readonly record struct Tag
{
    /// <summary>Reason of the failure for text that is no tag.</summary>
    public const string InvalidTag = nameof(InvalidTag);

    /// <summary>Most characters of a tag.</summary>
    public const int MaxLength = 128;

    private readonly string? text;

    private Tag(string text) => this.text = text;

    /// <summary>Whether the text follows the grammar.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength || text[0] is '.' or '-') return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-')) return false;
        }

        return true;
    }

    /// <summary>Parses a tag.</summary>
    /// <returns>The tag, or a terminal failure with reason <see cref="InvalidTag"/>.</returns>
    public static Result<Tag> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsValid(text) ? new Tag(text) : Failure.Terminal(InvalidTag, $"not a tag: {text}");
    }

    /// <summary>The tag as it was written.</summary>
    public override string ToString() => text ?? string.Empty;
}
