using System.Globalization;

namespace ImageAutomation.Common.References;

/// <summary>Says what is wrong with an image name that cannot be read, as the person who wrote it would want to hear it. Pure.</summary>
internal static class ImageNameProblem
{
    /// <summary>The first thing that is wrong; empty text when none of the usual mistakes was found.</summary>
    public static string Explain(string image)
    {
        if (image.Length == 0) return "it is empty";
        if (image.AsSpan().ContainsAny('\n', '\r')) return "it holds a line break; write it on one line (a YAML block that begins with '|' or '>' ends with one)";
        if (image.Any(char.IsWhiteSpace)) return "it holds a blank";
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var hasHost = slash >= 0 && image.AsSpan(0, slash).ContainsAny('.', ':');
        var path = hasHost ? image[(slash + 1)..] : image;
        if (path.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at) path = path[..at];
        if (path.LastIndexOf(':') is >= 0 and var colon && !path[colon..].Contains('/', StringComparison.Ordinal)) path = path[..colon];
        if (path.Length == 0) return "it names no repository behind the host";
        if (path.FirstOrDefault(char.IsUpper) is not '\0' and var upper)
            return string.Create(CultureInfo.InvariantCulture, $"repository names are lower case, and '{path}' holds '{upper}'");
        foreach (var c in path)
            if (!RegistryHost.PathCharacters.Contains(c)) return string.Create(CultureInfo.InvariantCulture, $"'{c}' is not allowed in the repository '{path}'");
        if (path.Length < 2) return $"the repository '{path}' is shorter than 2 characters";
        return path.Length > 255 ? "the repository is longer than 255 characters" : "the host, the tag or the digest is malformed";
    }
}
