using System.Globalization;

namespace ImageAutomation.Common.References;

/// <summary>Says what is wrong with an image name that cannot be read, as the person who wrote it would want to hear it. Pure.</summary>
internal static class ImageNameProblem
{
    private const string Rule = "its parts are made of a-z and 0-9, and between these of one '.', one or two '_', or any number of '-'";

    /// <summary>Holds a repository path against the grammar of names.</summary>
    /// <param name="path">Characters that are all allowed somewhere in a path.</param>
    /// <returns>Null when it keeps to the grammar; otherwise the character and the rule.</returns>
    /// <remarks>Source: distribution/reference and the OCI distribution spec, "Pulling manifests".</remarks>
    public static string? FindFault(string path)
    {
        if (path.EndsWith('/')) return "remove the trailing '/'";
        if (path.StartsWith('/')) return "remove the leading '/' of the repository";
        if (path.Contains("//", StringComparison.Ordinal)) return $"remove one '/' of '//' in the repository '{path}'";
        foreach (var part in path.Split('/'))
        {
            if (!char.IsAsciiLetterOrDigit(part[0])) return $"'{part}' begins with '{part[0]}'; {Rule}";
            if (!char.IsAsciiLetterOrDigit(part[^1])) return $"'{part}' ends with '{part[^1]}'; {Rule}";
            for (var i = 1; i < part.Length; i++)
            {
                var start = i;
                while (i < part.Length && !char.IsAsciiLetterOrDigit(part[i])) i++;
                var separator = part[start..i];
                if (separator is "" or "." or "_" or "__" || separator.All(c => c == '-')) continue;
                return $"'{part}' holds '{separator}'; {Rule}";
            }
        }

        return null;
    }

    /// <summary>The first thing that is wrong; empty text when none of the usual mistakes was found.</summary>
    public static string Explain(string image)
    {
        if (image.Length == 0) return "it is empty";
        if (image.AsSpan().ContainsAny('\n', '\r'))
            return "it holds a line break; write it on one line (a YAML block that begins with '|' or '>' ends with one)";
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
            if (!RegistryHost.PathCharacters.Contains(c))
                return string.Create(CultureInfo.InvariantCulture, $"'{c}' is not allowed in the repository '{path}'");
        if (path.Length < 2) return $"the repository '{path}' is shorter than 2 characters";
        return path.Length > 255 ? "the repository is longer than 255 characters" : "the host, the tag or the digest is malformed";
    }
}
