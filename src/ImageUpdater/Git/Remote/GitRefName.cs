using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>Names of refs, checked by the rules of <c>git check-ref-format</c> before git sees them.</summary>
internal static class GitRefName
{
    /// <summary>What full branch names start with.</summary>
    public const string Heads = "refs/heads/";

    /// <summary>What full tag names start with.</summary>
    public const string Tags = "refs/tags/";

    /// <summary>The full name of a branch.</summary>
    /// <returns>The name, or a terminal failure that says what is wrong with it.</returns>
    public static Result<string> Branch(string branch) => Qualify(Heads, branch, "branch");

    /// <summary>The full name of a tag.</summary>
    /// <returns>The name, or a terminal failure that says what is wrong with it.</returns>
    public static Result<string> Tag(string tag) => Qualify(Tags, tag, "tag");

    /// <summary>Checks a full name that begins with <c>refs/</c>.</summary>
    /// <returns>The name, or a terminal failure that says what is wrong with it.</returns>
    public static Result<string> Full(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.StartsWith("refs/", StringComparison.Ordinal)) return Refuse("ref", name, "a full name begins with refs/");
        return Problem(name) is { } problem ? Refuse("ref", name, problem) : name;
    }

    /// <summary>The name without <c>refs/heads/</c> or <c>refs/tags/</c>.</summary>
    public static string Shorten(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.StartsWith(Heads, StringComparison.Ordinal)) return name[Heads.Length..];
        return name.StartsWith(Tags, StringComparison.Ordinal) ? name[Tags.Length..] : name;
    }

    /// <summary>What is wrong with a name, or null.</summary>
    internal static string? Problem(string name)
    {
        if (name.Length is 0 or > 1000) return "it is empty or too long";
        if (name[0] == '-') return "it begins with a dash";
        foreach (var c in name)
            if (c is <= ' ' or '\x7f' or '~' or '^' or ':' or '?' or '*' or '[' or '\\' or (>= '\x80' and < '\xa0')
                || char.IsSurrogate(c) && !IsPaired(name))
                return "it holds a character that is not allowed";
        if (name.Contains("..", StringComparison.Ordinal) || name.Contains("@{", StringComparison.Ordinal)) return "it holds '..' or '@{'";
        if (name == "@" || name[^1] == '.') return "it is '@' or ends with a dot";
        foreach (var part in name.Split('/'))
            if (part.Length == 0 || part[0] == '.' || part.EndsWith(".lock", StringComparison.Ordinal))
                return "a part is empty, begins with a dot or ends with '.lock'";
        return null;
    }

    private static bool IsPaired(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i])) continue;
            if (!char.IsHighSurrogate(name[i]) || i + 1 == name.Length || !char.IsLowSurrogate(name[i + 1])) return false;
            i++;
        }

        return true;
    }

    private static Result<string> Qualify(string prefix, string name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Problem(name) is { } problem ? Refuse(what, name, problem) : prefix + name;
    }

    private static Failure Refuse(string what, string name, string why) =>
        GitFailures.Invalid($"invalid {what} name '{Sanitizer.Clean(name)}': {why}");
}
