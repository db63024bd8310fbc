using System.Globalization;

namespace ImageAutomation.ImageUpdater.Publishing.Pushing;

/// <summary>Text and facts of a push, for events. Pure; the text is the reference's.</summary>
internal static class PushSummary
{
    private const int MaxListed = 50;

    /// <summary>For example <c>pushed commit '1234567' to branch 'main'</c>, then the message.</summary>
    public static string Text(PushedCommit pushed)
    {
        var refspecs = pushed.Refspecs.Count == 0 ? "" : $" and refspecs {string.Join(", ", pushed.Refspecs.Select(r => $"'{r}'"))}";
        var message = pushed.Message.Length == 0 ? "" : "\n" + pushed.Message;
        return $"pushed commit '{pushed.Commit.Short}' to branch '{pushed.Branch}'{refspecs}{message}";
    }

    /// <summary>Event metadata.</summary>
    public static IReadOnlyDictionary<string, string> Facts(PushedCommit pushed) => new Dictionary<string, string>
    {
        ["commit"] = pushed.Commit.ToString(),
        ["branch"] = pushed.Branch,
        ["changes"] = pushed.Changes.Count.ToString(CultureInfo.InvariantCulture),
        ["files"] = Join(pushed.Changes.Select(c => c.File)),
        ["policies"] = Join(pushed.Changes.Select(c => c.Setter)),
        ["old"] = Join(pushed.Changes.Select(c => c.OldValue)),
        ["new"] = Join(pushed.Changes.Select(c => c.NewValue)),
    };

    private static string Join(IEnumerable<string> values) => string.Join(",", values.Distinct(StringComparer.Ordinal).Take(MaxListed));
}
