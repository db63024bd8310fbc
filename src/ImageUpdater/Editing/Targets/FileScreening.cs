namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>Which files are looked at. Pure: names and bytes only.</summary>
/// <remarks>Source of the rules: <c>docs/editing.md</c>, "Which files".</remarks>
public static class FileScreening
{
    /// <summary>
    /// Largest file that is looked into, in bytes: 32 MiB, as much as is read of a repository (<c>MirrorStoreOptions</c>).
    /// </summary>
    public const int LargestFile = 32 << 20;

    /// <summary>Version of these rules; an index of targets that was made by another version is stale.</summary>
    public const int RulesVersion = 3;

    /// <summary>Bytes of the word that every marker has.</summary>
    public const int WordLength = 12;

    /// <summary>Whether a file may hold targets, by its name.</summary>
    /// <param name="path">Path with <c>/</c>; compared by ordinal. Nothing below a folder <c>.git</c> is a candidate.</param>
    /// <returns>True for names that end in <c>.yaml</c> or <c>.yml</c>, and for the name <c>Kustomization</c>.</returns>
    public static bool IsCandidate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = path.AsSpan()[(path.LastIndexOf('/') + 1)..];
        var isYaml = name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal);
        if (!isYaml && !name.SequenceEqual("Kustomization")) return false;
        return !path.StartsWith(".git/", StringComparison.Ordinal) && !path.Contains("/.git/", StringComparison.Ordinal);
    }

    /// <summary>Whether people may put markers into a file, by its name, although it is not looked into.</summary>
    /// <param name="path">Path with <c>/</c>.</param>
    /// <returns>True for <c>.yaml</c> and <c>.yml</c> in other cases, <c>.tpl</c>, <c>.tmpl</c> and <c>.json</c>.</returns>
    public static bool IsNearCandidate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.StartsWith(".git/", StringComparison.Ordinal) || path.Contains("/.git/", StringComparison.Ordinal) || IsCandidate(path))
            return false;
        return path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".tpl", StringComparison.Ordinal) || path.EndsWith(".tmpl", StringComparison.Ordinal)
            || path.EndsWith(".json", StringComparison.Ordinal);
    }

    /// <summary>Whether a file holds the word of a marker, in any case and with any quotes or none.</summary>
    /// <param name="content">The whole file.</param>
    public static bool HoldsWord(ReadOnlySpan<byte> content) => FindWord(content) >= 0;

    /// <summary>Where the word of a marker stands first; -1 when it is not there.</summary>
    internal static int FindWord(ReadOnlySpan<byte> content)
    {
        var word = "$imagepolicy"u8;
        for (var at = 0; ;)
        {
            var next = content[at..].IndexOf((byte)'$');
            if (next < 0 || content.Length - at - next < word.Length) return -1;
            if (System.Text.Ascii.EqualsIgnoreCase(content.Slice(at + next, word.Length), word)) return at + next;
            at += next + 1;
        }
    }

    /// <summary>Whether a file holds the text of a marker: the bytes <c>"$imagepolicy"</c>, quotes included.</summary>
    /// <param name="content">The whole file; files without these bytes are never parsed.</param>
    public static bool HoldsMarker(ReadOnlySpan<byte> content) => FindMarker(content) >= 0;

    /// <summary>Where the text of the first marker stands; -1 when there is none.</summary>
    internal static int FindMarker(ReadOnlySpan<byte> content) => content.IndexOf("\"$imagepolicy\""u8);

    /// <summary>Whether a file is UTF-16 and holds the text of a marker: only UTF-8 is edited, which somebody should be told.</summary>
    /// <param name="content">The whole file, with or without byte order mark.</param>
    public static bool HoldsMarkerInUtf16(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, ..] or [not 0, 0, ..] => content.IndexOf("\"\0$\0i\0m\0a\0g\0e\0p\0o\0l\0i\0c\0y\0\"\0"u8) >= 0,
        [0xFE, 0xFF, ..] or [0, not 0, ..] => content.IndexOf("\0\"\0$\0i\0m\0a\0g\0e\0p\0o\0l\0i\0c\0y\0\""u8) >= 0,
        _ => false,
    };
}
