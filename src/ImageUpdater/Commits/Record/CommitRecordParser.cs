using System.Diagnostics.CodeAnalysis;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Commits.Record;

/// <summary>Tells commits of automations from those of people, and reads what they record.</summary>
/// <remarks>
/// Pure. A record is a line that names an automation, and the lines with keys of ours right below it. It may stand anywhere in the message:
/// squash merges move it up.
/// </remarks>
internal static class CommitRecordParser
{
    private const string AutomationPrefix = CommitRecord.AutomationKey + ": ";
    private const string PolicyPrefix = CommitRecord.PolicyKey + ": ";
    private const string AnyPrefix = "Image-";

    /// <summary>Reads a commit message.</summary>
    /// <param name="message">The whole message; any line ends.</param>
    /// <returns>
    /// The record; null when the commit is not an automation's own. A revert or its revert never is, for it is a person's decision.
    /// </returns>
    public static CommitRecord? Parse(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var automations = new List<string>();
        var policies = new Dictionary<ObjectKey, ImageRef>();
        var (isSubject, isRecord) = (true, false);
        foreach (var range in message.AsSpan().Split('\n'))
        {
            var raw = message.AsSpan(range).TrimEnd('\r');
            if (isSubject && !raw.IsWhiteSpace())
            {
                isSubject = false;
                var subject = raw.TrimStart();
                if (subject.StartsWith("Revert \"", StringComparison.Ordinal) || subject.StartsWith("Reapply \"", StringComparison.Ordinal))
                    return null;
            }

            if (raw.StartsWith("This reverts commit ", StringComparison.Ordinal)) return null;
            var isAutomation = raw.StartsWith(AutomationPrefix, StringComparison.Ordinal);
            isRecord = isAutomation || (isRecord && raw.StartsWith(AnyPrefix, StringComparison.Ordinal));
            if (isAutomation) automations.Add(raw[AutomationPrefix.Length..].Trim().ToString());
            else if (isRecord && raw.StartsWith(PolicyPrefix, StringComparison.Ordinal)
                && TryParsePolicy(raw[PolicyPrefix.Length..].Trim(), out var record))
                policies[record.Policy] = record.Image;
        }

        return automations.Count == 0 ? null : new CommitRecord(automations, policies);
    }

    // "namespace/policy name:tag[@digest]"; the name may carry a port.
    private static bool TryParsePolicy(ReadOnlySpan<char> text, [NotNullWhen(true)] out PolicyRecord? record)
    {
        record = null;
        var blank = text.IndexOf(' ');
        if (blank < 0) return false;
        var key = text[..blank];
        var reference = text[(blank + 1)..].Trim();
        var slash = key.IndexOf('/');
        if (slash <= 0 || slash == key.Length - 1 || reference.Contains(' ')) return false;

        var at = reference.IndexOf('@');
        var digest = at < 0 ? null : reference[(at + 1)..].ToString();
        if (at >= 0) reference = reference[..at];
        var colon = reference.LastIndexOf(':');
        if (colon <= 0 || colon < reference.LastIndexOf('/') || colon == reference.Length - 1 || digest is "") return false;
        record = new PolicyRecord(
            new ObjectKey(key[..slash].ToString(), key[(slash + 1)..].ToString()),
            new ImageRef { Name = reference[..colon].ToString(), Tag = reference[(colon + 1)..].ToString(), Digest = digest });
        return true;
    }
}
