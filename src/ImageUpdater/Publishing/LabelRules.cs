using System.Text.RegularExpressions;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Which texts can be label keys and values. Pure.</summary>
/// <remarks>Source: Kubernetes documentation, "Labels and Selectors", syntax and character set.</remarks>
internal static partial class LabelRules
{
    private const int MaxName = 63;
    private const int MaxPrefix = 253;

    /// <summary>Why a text cannot be a key; null when it can.</summary>
    public static string? KeyProblem(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var (prefix, name) = slash < 0 ? (null, key) : (key[..slash], key[(slash + 1)..]);
        if (prefix is not null && (prefix.Length > MaxPrefix || !DomainPattern().IsMatch(prefix))) return $"key: Invalid value: \"{key}\": the part before the slash must be a DNS subdomain";
        return name.Length <= MaxName && NamePattern().IsMatch(name)
            ? null
            : $"key: Invalid value: \"{key}\": the name must consist of at most {MaxName} letters, digits, '-', '_' or '.', and begin and end with a letter or digit";
    }

    /// <summary>Why a text cannot be a value; null when it can.</summary>
    public static string? ValueProblem(string key, string value) =>
        value.Length == 0 || (value.Length <= MaxName && NamePattern().IsMatch(value))
            ? null
            : $"values[{key}]: Invalid value: \"{value}\": it must be empty, or at most {MaxName} letters, digits, '-', '_' or '.', beginning and ending with a letter or digit";

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex DomainPattern();
}
