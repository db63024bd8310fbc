using ImageAutomation.Common.Resources;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Reads and writes the accept annotation: <c>policy=tag</c> pairs, separated by commas.</summary>
public static class AcceptAnnotation
{
    /// <summary>Tags that are accepted for a policy; the policy is named with or without its namespace.</summary>
    public static IReadOnlySet<string> TagsFor(ImageUpdateAutomation automation, ObjectKey policy)
    {
        ArgumentNullException.ThrowIfNull(automation);
        var text = automation.Metadata.Annotations?.GetValueOrDefault(WellKnown.AcceptAnnotation) ?? "";
        return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair.Length == 2 && (pair[0] == policy.Name || pair[0] == policy.ToString()))
            .Select(pair => pair[1])
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The annotation's text with one pair more.</summary>
    public static string With(string? text, string policy, string tag)
    {
        var pair = $"{policy}={tag}";
        var pairs = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return pairs.Contains(pair) ? text! : string.Join(',', [.. pairs, pair]); // a text that holds a pair is not null
    }
}
