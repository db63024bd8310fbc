using System.Buffers;

namespace ImageAutomation.ImageUpdater.Editing.ImageFields;

/// <summary>The little of the image reference grammar that editing needs: is it one, and which repository does it name.</summary>
/// <param name="Written">Repository as written, with its registry if that was written.</param>
/// <param name="Canonical">Repository with registry and namespace filled in; equal for equal repositories.</param>
/// <param name="Tag">Tag, or null.</param>
/// <param name="Digest">Digest, or null.</param>
internal sealed record ImageName(string Written, string Canonical, string? Tag, string? Digest)
{
    private const string DefaultRegistry = "index.docker.io";
    private static readonly SearchValues<char> RepositoryCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-./");
    private static readonly SearchValues<char> TagCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> HexCharacters = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> NoHostCharacters = SearchValues.Create(" %?#@\\^`{|}\u007f");

    /// <summary>Reads <c>[registry/]repository[:tag][@digest]</c>, with the defaults of the weak rules.</summary>
    public static bool TryParse(string text, out ImageName? image)
    {
        image = null;
        var rest = text;
        string? digest = null;
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            digest = rest[(at + 1)..];
            rest = rest[..at];
            if (!IsDigest(digest)) return false;
        }

        string? tag = null;
        var colon = rest.LastIndexOf(':');
        if (colon >= 0 && rest.IndexOf('/', colon) < 0)
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
            if (tag.Length is 0 or > 128 || tag.AsSpan().ContainsAnyExcept(TagCharacters)) return false;
        }

        if (Canonicalise(rest) is not { } canonical) return false;
        image = new ImageName(rest, canonical, tag, digest);
        return true;
    }

    /// <summary>Whether text is a digest.</summary>
    public static bool IsDigest(string text) =>
        text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == 71 && !text.AsSpan(7).ContainsAnyExcept(HexCharacters);

    private static string? Canonicalise(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        var hasRegistry = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal);
        var registry = hasRegistry ? first : DefaultRegistry;
        var repository = hasRegistry ? name[(slash + 1)..] : name;
        if (repository.Length is < 2 or > 255 || repository.AsSpan().ContainsAnyExcept(RepositoryCharacters)) return null;
        if (!IsHost(registry)) return null;
        if (registry == "docker.io") registry = DefaultRegistry;
        if (registry == DefaultRegistry && !repository.Contains('/', StringComparison.Ordinal)) repository = "library/" + repository;
        return $"{registry}/{repository}";
    }

    private static bool IsHost(string text)
    {
        if (text.AsSpan().ContainsAny(NoHostCharacters) || text.Any(char.IsControl)) return false;
        var port = text.LastIndexOf(':');
        if (port < text.LastIndexOf(']')) return true;
        return port < 0 || text.AsSpan(port + 1).ContainsAnyExceptInRange('0', '9') is false;
    }
}
