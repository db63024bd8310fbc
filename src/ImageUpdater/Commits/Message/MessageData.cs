using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Commits.Record;

namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>What a commit message is made from.</summary>
public sealed record MessageData
{
    /// <summary>The automation that commits; templates see it as <c>.AutomationObject</c>.</summary>
    public required ObjectKey Automation { get; init; }

    /// <summary>The changes: files, their objects, and positions in them, in that order. Templates see them as <c>.Changed</c>.</summary>
    public required IReadOnlyList<CommitChange> Changes { get; init; }

    /// <summary>
    /// What the policies that changed something had elected: for the record trailers and for names in the default message.
    /// </summary>
    public IReadOnlyList<PolicyRecord> Policies { get; init; } = [];

    /// <summary><c>messageTemplateValues</c>; templates see them as <c>.Values</c>. Null and empty differ only in <c>toJson</c>.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}
