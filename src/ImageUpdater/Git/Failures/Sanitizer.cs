using System.Text.RegularExpressions;

namespace ImageAutomation.ImageUpdater.Git.Failures;

/// <summary>Makes text of git fit for a message: no secrets, no user info, no control characters, bounded.</summary>
internal static partial class Sanitizer
{
    /// <summary>Characters kept, counted from the end: the last lines say why git failed.</summary>
    public const int MaxLength = 1200;

    private const int ShortSecret = 6;

    /// <summary>Cleans one text; its lines are joined by semicolons.</summary>
    /// <param name="text">What git printed, or a URL of the user.</param>
    /// <param name="secrets">Values that must not appear; replaced before anything is cut.</param>
    public static string Clean(string text, IReadOnlyList<string>? secrets = null) => string.Join("; ", Lines(text, secrets));

    /// <summary>Cleans a text line by line; empty lines are left out.</summary>
    /// <param name="text">What git printed.</param>
    /// <param name="secrets">Values that must not appear; replaced before anything is cut.</param>
    public static IReadOnlyList<string> Lines(string text, IReadOnlyList<string>? secrets = null)
    {
        var clean = text;
        foreach (var secret in secrets ?? []) clean = Without(clean, secret);
        clean = UserInfo().Replace(clean, "://");
        clean = SecretFolder().Replace(clean, ""); // gone by now, and another one at each try
        if (clean.Length > MaxLength) clean = string.Concat("...", clean.AsSpan(clean.Length - MaxLength));
        var lines = clean.Split('\n', '\r').Select(line => string.Concat(line.Where(c => !char.IsControl(c))).Trim());
        return [.. lines.Where(line => line.Length > 0)];
    }

    // A short value stands within ordinary words, where a gap would tell it; by itself it is covered.
    private static string Without(string text, string secret)
    {
        if (secret.Length >= ShortSecret) return text.Replace(secret, "***", StringComparison.Ordinal);
        return secret.Length == 0 ? text
            : Regex.Replace(
                text, $@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(secret)}(?![\p{{L}}\p{{N}}])", "***", RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"/[^\s'""]*/imageautomation-git-[^/\s'""]*/", RegexOptions.CultureInvariant)]
    private static partial Regex SecretFolder();

    [GeneratedRegex(@"://[^/\s'""]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
