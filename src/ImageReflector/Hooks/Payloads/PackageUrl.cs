namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Package URLs of images: <c>pkg:oci/name@digest?repository_url=host/path&amp;tag=1.2</c>.</summary>
/// <remarks>Source: package-url/purl-spec, type oci.</remarks>
internal static class PackageUrl
{
    private const string Scheme = "pkg:oci/";

    /// <summary>Reads a package URL.</summary>
    /// <returns>The image; null when it is of another type.</returns>
    public static ImageAddress? Read(string? text)
    {
        if (text is null || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var rest = text[Scheme.Length..];
        if (rest.IndexOf('#', StringComparison.Ordinal) is >= 0 and var subPath) rest = rest[..subPath];
        var qualifiers = "";
        if (rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query) (rest, qualifiers) = (rest[..query], rest[(query + 1)..]);
        string? version = null;
        if (rest.LastIndexOf('@') is >= 0 and var at) (rest, version) = (rest[..at], Decode(rest[(at + 1)..]));
        var repository = Repository(Decode(rest.Trim('/')), Qualifier(qualifiers, "repository_url"));
        // The version is the digest; some write the tag there.
        var digest = HookDigest.Read(version);
        return repository with { Tag = Qualifier(qualifiers, "tag") ?? (digest is null ? version : null), Digest = digest };
    }

    // The URL names the whole repository, of which the name is the last part; some leave that out.
    private static ImageAddress Repository(string name, string? url)
    {
        var address = ImageAddress.Of(url, hasHost: true) with { Tag = null, Digest = null };
        if (address.Host is null) return new ImageAddress(ImageAddress.HostOf(url), name, null, null); // a host alone, or nothing
        var path = address.Path?.Trim('/') ?? "";
        var last = path[(path.LastIndexOf('/') + 1)..];
        var isWhole = string.Equals(last, name, StringComparison.OrdinalIgnoreCase);
        return address with { Path = isWhole ? path : $"{path}/{name}".TrimStart('/') };
    }

    private static string? Qualifier(string qualifiers, string name)
    {
        foreach (var range in qualifiers.AsSpan().Split('&'))
        {
            var pair = qualifiers.AsSpan()[range];
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return Decode(pair[(name.Length + 1)..].ToString());
        }

        return null;
    }

    // A broken escape stays as it is, and fails the grammar of names.
    private static string Decode(string text) => Uri.UnescapeDataString(text);
}
