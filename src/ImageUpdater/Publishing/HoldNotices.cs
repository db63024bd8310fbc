using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>One notice for each hold that is new since the last run. Pure.</summary>
internal static class HoldNotices
{
    public static IReadOnlyList<RunNotice> New(HoldsStatus? before, IReadOnlyList<HoldEntry> now)
    {
        var known = (before?.Entries ?? []).Select(Identity).ToHashSet();
        return [.. now.Where(h => !known.Contains(Identity(h))).Select(Notice)];
    }

    private static (string, ObjectIdentity, string, string, string, string?) Identity(HoldEntry h) =>
        (h.Path, h.Object, h.Policy, h.Decision, h.Value, h.Rejected);

    private static RunNotice Notice(HoldEntry hold)
    {
        var what = hold.Decision switch
        {
            "Held" =>
                $"'{hold.Value}' in {hold.Path} stands: {hold.Author} set it in commit {Short(hold.Commit)}, against '{hold.Rejected}'",
            "NewerInGit" => $"'{hold.Value}' in {hold.Path} is above what policy {hold.Policy} elects, and stays",
            _ => $"'{hold.Value}' in {hold.Path} is contested: another writer of policy {hold.Policy} wants it, so it is not written back",
        };
        var facts = new Dictionary<string, string> { ["policy"] = hold.Policy, ["file"] = hold.Path, ["value"] = hold.Value };
        if (hold.Rejected is { } rejected) facts["rejected"] = rejected;
        if (hold.Commit is { } commit) facts["commit"] = commit;
        return new RunNotice(hold.Decision, what, facts);
    }

    private static string Short(string? commit) => commit is { Length: 40 } ? commit[..7] : commit ?? "unknown";
}
