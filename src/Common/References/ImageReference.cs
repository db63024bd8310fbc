using System.Diagnostics.CodeAnalysis;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.References;

/// <summary>A reference to an image: repository and tag, or repository and digest.</summary>
/// <remarks>
/// Source: go-containerregistry, <c>pkg/name</c>. Weak validation fills in registry, <c>library/</c> and the tag <c>latest</c>. A tag
/// before a digest is checked and dropped. The tag is 1 to 128 of <c>[A-Za-z0-9_.-]</c>; the first one is not special.
/// </remarks>
public sealed record ImageReference
{
    private const string DefaultTag = "latest";

    private ImageReference(RepositoryName repository, string? tag, Digest? digest) => (Repository, Tag, Digest) = (repository, tag, digest);

    /// <summary>The repository.</summary>
    public RepositoryName Repository { get; }

    /// <summary>The tag; null when the reference has a digest.</summary>
    public string? Tag { get; }

    /// <summary>The digest; null when the reference has a tag.</summary>
    public Digest? Digest { get; }

    /// <summary>Tag or digest.</summary>
    public string Identifier => Tag ?? Digest.ToString() ?? string.Empty;

    /// <summary>The full name: <c>registry/path:tag</c> or <c>registry/path@digest</c>.</summary>
    public string Canonical => Tag is null ? $"{Repository}@{Digest}" : $"{Repository}:{Tag}";

    /// <summary>Parses a reference, filling in what is left out.</summary>
    /// <returns>
    /// The reference, or a terminal failure with reason <see cref="Reasons.ImageUrlInvalid"/>: <c>could not parse reference: x</c>.
    /// </returns>
    public static Result<ImageReference> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (TryParseTagged(text, out var reference) || TryParseDigest(text, out reference)) return reference;
        return Failure.Terminal(Reasons.ImageUrlInvalid, $"could not parse reference: {text}");
    }

    /// <inheritdoc/>
    public override string ToString() => Canonical;

    private static bool TryParseTagged(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        var (name, tag) = (text, string.Empty);

        // A colon before the last slash belongs to a port.
        var colon = text.LastIndexOf(':');
        if (colon >= 0 && !text[(colon + 1)..].Contains('/', StringComparison.Ordinal))
        {
            (name, tag) = (text[..colon], text[(colon + 1)..]);
            if (tag.Length == 0) return false;
        }

        if (tag.Length > TagGrammar.MaxLength || tag.AsSpan().ContainsAnyExcept(TagGrammar.Characters)) return false;
        if (!RepositoryName.TryParse(name, out var repository)) return false;

        reference = new ImageReference(repository, tag.Length == 0 ? DefaultTag : tag, null);
        return true;
    }

    private static bool TryParseDigest(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        if (text.Split('@') is not [var name, var hex] || !hex.StartsWith("sha256:", StringComparison.Ordinal)) return false;
        if (!References.Digest.Parse(hex).TryGet(out var digest, out _)) return false;

        if (TryParseTagged(name, out var tagged)) name = tagged.Repository.Canonical;
        if (!RepositoryName.TryParse(name, out var repository)) return false;

        reference = new ImageReference(repository, null, digest);
        return true;
    }
}
