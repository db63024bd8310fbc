using System.Text.RegularExpressions;

namespace ImageAutomation.Common.Resources.Core;

/// <summary>What keys and values of labels look like; keys of annotations look the same. Pure.</summary>
/// <remarks>Source: the Kubernetes documentation, "Labels and Selectors", syntax and character set.</remarks>
public static partial class LabelNames
{
    private const int MaxName = 63;
    private const int MaxPrefix = 253;

    /// <summary>Whether a text is a key: a name of at most 63 characters, with or without a DNS name and <c>/</c> before it.</summary>
    public static bool IsKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return IsName(text[(slash + 1)..]) && (slash < 0 || (slash is > 0 and <= MaxPrefix && Prefix().IsMatch(text[..slash])));
    }

    /// <summary>Whether a text is the value of a label: empty, or a name.</summary>
    public static bool IsValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0 || IsName(text);
    }

    private static bool IsName(string text) => text.Length <= MaxName && Name().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();
}
