using System.Text;
using System.Text.RegularExpressions;

namespace ImageAutomation.ImageUpdater.Git.Failures;

/// <summary>Makes text of git fit for a message: no secrets, no user info, no control characters, bounded.</summary>
internal static partial class Sanitizer
{
    /// <summary>Characters kept, counted from the end: the last lines say why git failed.</summary>
    public const int MaxLength = 1200;

    /// <summary>Cleans one text.</summary>
    /// <param name="text">What git printed, or a URL of the user.</param>
    /// <param name="secrets">Values that must not appear; replaced before anything is cut.</param>
    public static string Clean(string text, IReadOnlyList<string>? secrets = null)
    {
        var clean = text;
        foreach (var secret in secrets ?? [])
            if (secret.Length > 0) clean = clean.Replace(secret, "***", StringComparison.Ordinal);
        clean = UserInfo().Replace(clean, "://");
        clean = SecretFolder().Replace(clean, ""); // gone by now, and another one at each try
        if (clean.Length > MaxLength) clean = string.Concat("...", clean.AsSpan(clean.Length - MaxLength));
        var builder = new StringBuilder(clean.Length);
        var blank = false;
        foreach (var c in clean)
        {
            if (c is '\n' or '\r') blank = builder.Length > 0 && builder[^1] is not ' ';
            else if (!char.IsControl(c))
            {
                if (blank) builder.Append("; ");
                blank = false;
                builder.Append(c);
            }
        }

        return builder.ToString().Trim();
    }

    [GeneratedRegex(@"/[^\s'""]*/imageautomation-git-[^/\s'""]*/", RegexOptions.CultureInvariant)]
    private static partial Regex SecretFolder();

    [GeneratedRegex(@"://[^/\s'""]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
