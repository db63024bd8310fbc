using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Git.Remote;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>Which changes of a GitRepository ask for a run of an automation that uses it. Pure.</summary>
internal static class SourceTriggers
{
    /// <summary>Whether the automation has to look at the remote.</summary>
    /// <param name="before">As it was.</param>
    /// <param name="after">As it is.</param>
    /// <param name="automation">Uses it.</param>
    /// <param name="isOwn">Whether we moved a reference, by its full name, to a commit.</param>
    /// <returns>
    /// True for another spec; for a request, unless it names the references that moved and none is news to the automation; and for
    /// another revision that the source controller has fetched and the automation does not know.
    /// </returns>
    public static bool Concerns(
        GitRepository before, GitRepository after, ImageUpdateAutomation automation, Func<string, string, bool> isOwn)
    {
        if (before.Metadata.Generation != after.Metadata.Generation) return true;
        if (after.ReconcileRequestedAt is { } token && token != before.ReconcileRequestedAt)
        {
            if (Moved(after, token) is not { } moved) return true;
            if (moved.Any(one => IsNews(one.Name, one.Commit, after, automation, isOwn))) return true;
        }

        return after.Status?.Artifact?.Revision is { } revision && revision != before.Status?.Artifact?.Revision
            && (Split(revision) is not { } fetched || IsNews(fetched.Name, fetched.Commit, after, automation, isOwn));
    }

    private static bool IsNews(
        string name, string commit, GitRepository repository, ImageUpdateAutomation automation, Func<string, string, bool> isOwn)
    {
        if (commit.Length > 0 && (isOwn(name, commit) || Knows(automation, commit))) return false;
        if (automation.Spec.Git is null || !SourceResolution.Resolve(automation, repository).TryGet(out var plan, out _)) return true;
        // Tags, versions and commits may move by any reference.
        if (SourceResolution.BranchOf(plan.Checkout) is not { } branch) return true;
        return name == GitRefName.Heads + branch || name == GitRefName.Heads + plan.PushBranch;
    }

    // The revision that the last run saw, or made.
    private static bool Knows(ImageUpdateAutomation automation, string commit) =>
        automation.Status.ObservedSourceRevision?.EndsWith(commit, StringComparison.Ordinal) == true;

    /// <summary>References that a request names, each with its commit, which is empty for a deleted one; null: it names none.</summary>
    private static List<(string Name, string Commit)>? Moved(GitRepository repository, string token)
    {
        // The annotation stays when somebody else asks for a run, so it says which request it belongs to.
        if (repository.Metadata.Annotations?.GetValueOrDefault(WellKnown.PushedAnnotation)?.Split(' ') is not [var of, .. var refs]
            || of != token || refs.Length == 0)
            return null;
        var moved = new List<(string, string)>();
        foreach (var one in refs)
        {
            if (one.LastIndexOf('@') is not (> 0 and var at)) return null;
            moved.Add((one[..at], one[(at + 1)..]));
        }

        return moved;
    }

    // main@sha1:HEX, or a full name in place of main.
    private static (string Name, string Commit)? Split(string revision)
    {
        if (revision.LastIndexOf("@sha1:", StringComparison.Ordinal) is not (> 0 and var at)) return null;
        var name = revision[..at];
        return (name.StartsWith("refs/", StringComparison.Ordinal) ? name : GitRefName.Heads + name, revision[(at + 6)..]);
    }
}
