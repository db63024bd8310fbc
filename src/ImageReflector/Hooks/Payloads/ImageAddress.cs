namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Where an image is, in the parts that a sender gives; empty text counts as left out.</summary>
internal readonly record struct ImageAddress(string? Host, string? Path, string? Tag, string? Digest)
{
    /// <summary>Splits <c>host/path:tag@digest</c>, with or without a scheme before it.</summary>
    /// <param name="text">The reference; null: none.</param>
    /// <param name="hasHost">Whether the first part is a host whatever it looks like; else it is one if it holds a dot or a colon.</param>
    public static ImageAddress Of(string? text, bool hasHost)
    {
        if (text is null) return default;
        var rest = WithoutScheme(text);
        string? host = null, tag = null, digest = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at) (rest, digest) = (rest[..at], rest[(at + 1)..]);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && (hasHost || IsHost(rest.AsSpan(0, slash)))) (host, rest) = (rest[..slash], rest[(slash + 1)..]);
        // A colon before the last slash belongs to a port.
        if (rest.LastIndexOf(':') is var colon && colon > rest.LastIndexOf('/')) (rest, tag) = (rest[..colon], rest[(colon + 1)..]);
        return new ImageAddress(host, rest, tag, digest);
    }

    /// <summary>Host and port of an address, with or without a scheme; null: it has none.</summary>
    public static string? HostOf(string? url)
    {
        if (url is null) return null;
        var rest = WithoutScheme(url);
        if (rest.AsSpan().IndexOfAny("/?#") is >= 0 and var end) rest = rest[..end];
        rest = rest[(rest.LastIndexOf('@') + 1)..]; // a user
        return rest.Length > 0 ? rest : null;
    }

    /// <summary>Text that goes into the name of a host: letters, digits and hyphens; else null.</summary>
    public static string? Label(string? text) =>
        text is not null && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? text : null;

    private static bool IsHost(ReadOnlySpan<char> first) => first.ContainsAny('.', ':') || first is "localhost";

    private static string WithoutScheme(string text) =>
        text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? text[(scheme + 3)..] : text;
}
