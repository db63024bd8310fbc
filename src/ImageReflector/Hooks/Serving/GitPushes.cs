using ImageAutomation.ImageReflector.Hooks.Payloads;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>Compares addresses of Git repositories, and writes down what moved in one. Pure.</summary>
internal static class GitPushes
{
    private const int MaxRefs = 20;

    /// <summary>
    /// Whether two addresses are of one repository: the same host in any case, the same path; scheme, user and port may differ.
    /// </summary>
    public static bool IsSame(string one, string other) => Place(one) is { } place && place == Place(other);

    /// <summary>
    /// References with the commits that they are at now, as <c>refs/heads/main@SHA refs/heads/old@</c>; null when that is not known.
    /// </summary>
    public static string? Describe(IReadOnlyList<GitNews> pushes)
    {
        var refs = pushes.SelectMany(push => push.Refs).ToList();
        if (refs.Count is 0 or > MaxRefs || pushes.Any(push => push.IsRequestClosed)) return null;
        return refs.All(moved => IsPlain(moved.Name) && (moved.Commit is null || IsPlain(moved.Commit)))
            ? string.Join(' ', refs.Select(moved => $"{moved.Name}@{moved.Commit}")) : null;
    }

    // The one of an annotation that others read.
    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= 256 && !text.Contains(' ', StringComparison.Ordinal) && !text.Any(char.IsControl);

    private static string? Place(string url)
    {
        string host, path;
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
            (host, path) = (uri.Host, Uri.UnescapeDataString(uri.AbsolutePath));
        else if (url.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && !url.Contains("://", StringComparison.Ordinal))
            (host, path) = (url[(url.IndexOf('@', StringComparison.Ordinal) + 1)..colon], url[(colon + 1)..]); // git@host:path
        else return null;
        path = path.Trim('/');
        if (path.EndsWith(".git", StringComparison.Ordinal)) path = path[..^4];
        return $"{host.ToLowerInvariant()}/{path}";
    }
}
