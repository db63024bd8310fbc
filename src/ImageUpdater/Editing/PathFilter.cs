using System.Text;
using System.Text.RegularExpressions;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>Globs that take files in and leave files out.</summary>
/// <remarks>
/// <c>*</c> and <c>?</c> stay within a folder, <c>**</c> crosses folders. A glob without <c>/</c> is matched with the file name, one that
/// ends in <c>/</c> with everything below that folder, others with the whole path. Matching takes time linear in the path.
/// </remarks>
public sealed class PathFilter
{
    private readonly Regex? include;
    private readonly Regex? exclude;

    /// <param name="include">A file has to match one of these; none means all files.</param>
    /// <param name="exclude">A file that matches one of these is left out, whatever <paramref name="include"/> says.</param>
    public PathFilter(IReadOnlyCollection<string> include, IReadOnlyCollection<string> exclude)
    {
        ArgumentNullException.ThrowIfNull(include);
        ArgumentNullException.ThrowIfNull(exclude);
        this.include = include.Count == 0 ? null : Compile(include);
        this.exclude = exclude.Count == 0 ? null : Compile(exclude);
    }

    /// <summary>Whether a file is taken.</summary>
    /// <param name="path">Path with <c>/</c>, relative to the root of the update.</param>
    public bool Takes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return include?.IsMatch(path) != false && exclude?.IsMatch(path) != true;
    }

    private static Regex Compile(IEnumerable<string> globs) =>
        new($"^({string.Join('|', globs.Select(Pattern))})\\z",
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);

    private static string Pattern(string glob)
    {
        var text = glob.StartsWith('/') ? glob[1..] : glob;
        var pattern = new StringBuilder();
        if (!glob.Contains('/', StringComparison.Ordinal)) pattern.Append("(.*/)?");
        if (text.EndsWith('/')) text += "**";
        for (var i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("**/", StringComparison.Ordinal))
            {
                pattern.Append("(.*/)?");
                i += 2;
            }
            else if (text.AsSpan(i).StartsWith("**", StringComparison.Ordinal))
            {
                pattern.Append(".*");
                i++;
            }
            else
            {
                pattern.Append(text[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var c => Regex.Escape(c.ToString()),
                });
            }
        }

        return pattern.ToString();
    }
}
