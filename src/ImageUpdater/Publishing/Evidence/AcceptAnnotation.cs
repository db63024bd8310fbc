using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing.Evidence;

/// <summary>
/// Reads and writes the accept annotation: <c>policy=tag</c> or <c>policy=tag@commit</c>, separated by commas. With a commit it accepts
/// only what that commit set: a later revert of the same tag stands again.
/// </summary>
public static class AcceptAnnotation
{
    private const int ShortestCommit = 7;
    private const int WrittenCommit = 12;

    /// <summary>Tags that are accepted for a policy; the policy is named with or without its namespace.</summary>
    /// <param name="automation">Has the annotation.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="setBy">Id of the newest commit by somebody else that set what Git holds; null when it is not known.</param>
    public static IReadOnlySet<string> TagsFor(ImageUpdateAutomation automation, ObjectKey policy, string? setBy)
    {
        ArgumentNullException.ThrowIfNull(automation);
        return Pairs(automation.Metadata.Annotations?.GetValueOrDefault(WellKnown.AcceptAnnotation))
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair.Length == 2 && (pair[0] == policy.Name || pair[0] == policy.ToString()))
            .Select(pair => pair[1].Split('@', 2))
            .Where(accepted => accepted.Length == 1 || IsCommit(setBy, accepted[1]))
            .Select(accepted => accepted[0])
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The annotation's text with one pair more.</summary>
    /// <param name="text">The text so far.</param>
    /// <param name="policy">Name of the policy.</param>
    /// <param name="tag">The tag to accept.</param>
    /// <param name="commit">
    /// Full id of the commit whose value is given up; null or <c>unknown</c> accepts the tag whoever sets the value.
    /// </param>
    public static string With(string? text, string policy, string tag, string? commit = null)
    {
        var pair = commit is { Length: > WrittenCommit } ? $"{policy}={tag}@{commit[..WrittenCommit]}" : $"{policy}={tag}";
        var pairs = Pairs(text);
        return pairs.Contains(pair) ? text! : string.Join(',', [.. pairs, pair]); // a text that holds a pair is not null
    }

    private static string[] Pairs(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsCommit(string? commit, string start) =>
        start.Length >= ShortestCommit && commit?.StartsWith(start, StringComparison.OrdinalIgnoreCase) == true;
}
