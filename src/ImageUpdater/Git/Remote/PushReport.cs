using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>Reads what <c>git push --porcelain</c> prints.</summary>
internal static class PushReport
{
    // The server looked, and the ref was somewhere else.
    private static readonly string[] RaceWords = ["but expected", "incorrect old value"];

    // The server could not change the ref: somebody else may have done so, or be doing it, or something stands in the way for good.
    private static readonly string[] ContendedWords = ["cannot lock ref", "failed to update ref", "reference already exists", ".lock'",
        "unable to create"];

    /// <summary>
    /// Lines are <c>flag TAB source:target TAB summary (reason)</c>. Null when no ref is reported at all: the push did not get that far.
    /// </summary>
    public static IReadOnlyList<PushedRef>? Read(PushRequest request, GitOutput output)
    {
        var lines = new Dictionary<string, (char Flag, string Summary)>(StringComparer.Ordinal);
        foreach (var line in output.Text.Split('\n'))
        {
            var fields = line.Split('\t');
            if (fields.Length < 3 || fields[0].Length != 1) continue;
            var colon = fields[1].IndexOf(':', StringComparison.Ordinal);
            lines[colon < 0 ? fields[1] : fields[1][(colon + 1)..]] = (fields[0][0], string.Join(' ', fields[2..]));
        }

        if (lines.Count == 0) return null;
        return [.. request.Refs.Select(item => lines.TryGetValue(item.Target, out var line)
            ? Entry(item.Target, line.Flag, line.Summary)
            : new PushedRef(item.Target, PushStatus.Aborted, "git did not report it"))];
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
            if (ContendedWords.Any(word => reason.Contains(word, StringComparison.OrdinalIgnoreCase))) return PushStatus.Contended;
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

    /// <summary>Why not everything landed; null when it did.</summary>
    public static Failure? FailureOf(IReadOnlyList<PushedRef> refs, GitRemote remote, GitOutput output)
    {
        // The cause, not the refs that only fell with it.
        var failed = refs.FirstOrDefault(item => !item.IsLanded && item.Status != PushStatus.Aborted)
            ?? refs.FirstOrDefault(item => !item.IsLanded);
        if (failed is null) return null;
        var where = $"'{GitRefName.Shorten(failed.Target)}' in '{remote.Url.Text}'";
        return failed.Status switch
        {
            PushStatus.Stale or PushStatus.Contended =>
                GitFailures.Transient(GitFailureKind.Stale, $"push rejected: {where} was changed by somebody else meanwhile"),
            PushStatus.NonFastForward => GitFailures.Transient(
                GitFailureKind.NonFastForward, $"push rejected: {where} holds commits that the push would drop (non-fast-forward)"),
            _ => GitFailures.Transient(
                GitFailureKind.Rejected, $"push rejected: {where} was refused by the server: {failed.Reason}{ServerWords(output)}"),
        };
    }

    // One clause for each line that the server sent; some prefix theirs again.
    private static string ServerWords(GitOutput output)
    {
        var lines = output.ErrorLines.Where(line => line.StartsWith(GitOutput.OfServer, StringComparison.Ordinal)).Select(WithoutPrefix)
            .Where(line => line.Length > 0);
        var text = string.Join("; ", lines);
        return text.Length == 0 ? "" : $" ({text})";
    }

    private static string WithoutPrefix(string line)
    {
        while (line.StartsWith(GitOutput.OfServer, StringComparison.Ordinal)) line = line[GitOutput.OfServer.Length..].TrimStart();
        return line.TrimStart('-', ' ');
    }
}
