using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>Reads what <c>git push --porcelain</c> prints.</summary>
internal static class PushReport
{
    private static readonly string[] RaceWords = ["cannot lock ref", "failed to update ref", "incorrect old value"];

    /// <summary>Lines are <c>flag TAB source:target TAB summary (reason)</c>. Null when no ref is reported at all: the push did not get that far.</summary>
    public static PushOutcome? Read(PushRequest request, GitRemote remote, string text, string errors)
    {
        var lines = new Dictionary<string, (char Flag, string Summary)>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split('\t');
            if (fields.Length < 3 || fields[0].Length != 1) continue;
            var colon = fields[1].IndexOf(':', StringComparison.Ordinal);
            lines[colon < 0 ? fields[1] : fields[1][(colon + 1)..]] = (fields[0][0], string.Join(' ', fields[2..]));
        }

        if (lines.Count == 0) return null;
        var refs = request.Refs.Select(item => lines.TryGetValue(item.Target, out var line)
            ? Entry(item.Target, line.Flag, line.Summary)
            : new PushedRef(item.Target, PushStatus.Aborted, "git did not report it")).ToList();
        return new PushOutcome(refs, FailureOf(refs, remote, errors));
    }

    private static PushedRef Entry(string target, char flag, string summary)
    {
        var reason = Reason(summary);
        return flag switch
        {
            ' ' => new PushedRef(target, PushStatus.Updated, null),
            '*' => new PushedRef(target, PushStatus.Created, null),
            '+' => new PushedRef(target, PushStatus.Forced, null),
            '=' => new PushedRef(target, PushStatus.UpToDate, null),
            _ => new PushedRef(target, Refusal(summary, reason), reason),
        };
    }

    private static PushStatus Refusal(string summary, string reason)
    {
        // Only words of git itself are read here; "remote rejected" carries the server's, which may say anything.
        if (summary.StartsWith("[remote rejected]", StringComparison.Ordinal))
        {
            // The ref moved between the server's greeting and its update: the same race, lost later.
            if (RaceWords.Any(word => reason.Contains(word, StringComparison.Ordinal))) return PushStatus.Stale;
            return reason is "atomic transaction failed" or "atomic push failure" or "transaction failed" ? PushStatus.Aborted
                : reason.StartsWith("non-fast-forward", StringComparison.Ordinal) ? PushStatus.NonFastForward : PushStatus.Rejected;
        }

        return reason switch
        {
            "stale info" or "fetch first" or "remote ref updated since checkout" => PushStatus.Stale,
            "non-fast-forward" or "needs force" or "already exists" => PushStatus.NonFastForward,
            "atomic push failed" => PushStatus.Aborted,
            _ => PushStatus.Rejected,
        };
    }

    private static string Reason(string summary)
    {
        var open = summary.IndexOf('(', StringComparison.Ordinal);
        return open >= 0 && summary.EndsWith(')') ? Sanitizer.Clean(summary[(open + 1)..^1]) : Sanitizer.Clean(summary);
    }

    private static Failure? FailureOf(List<PushedRef> refs, GitRemote remote, string errors)
    {
        // The cause, not the refs that only fell with it.
        var failed = refs.Find(item => !item.IsLanded && item.Status != PushStatus.Aborted) ?? refs.Find(item => !item.IsLanded);
        if (failed is null) return null;
        var where = $"'{GitRefName.Shorten(failed.Target)}' in '{remote.Url.Text}'";
        var remoteWords = RemoteWords(errors);
        return failed.Status switch
        {
            PushStatus.Stale => GitFailures.Transient(GitFailureKind.Stale, $"push rejected: {where} was changed by somebody else meanwhile"),
            PushStatus.NonFastForward => GitFailures.Transient(
                GitFailureKind.NonFastForward, $"push rejected: {where} holds commits that the push would drop (non-fast-forward)"),
            _ => GitFailures.Transient(GitFailureKind.Rejected, $"push rejected: {where} was refused by the server: {failed.Reason}{remoteWords}"),
        };
    }

    private static string RemoteWords(string errors)
    {
        var lines = errors.Split("; ").Where(line => line.StartsWith("remote: ", StringComparison.Ordinal)).Select(line => line[8..].Trim());
        var text = string.Join("; ", lines.Where(line => line.Length > 0));
        return text.Length == 0 ? "" : $" ({text})";
    }
}
