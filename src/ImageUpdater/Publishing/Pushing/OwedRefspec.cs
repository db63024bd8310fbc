using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.ImageUpdater.Commits.Record;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Pushing;

/// <summary>A refspec whose push failed before is owed still, although the push branch holds all edits.</summary>
internal sealed class OwedRefspec(UpdaterOptions options)
{
    /// <summary>
    /// What is to be pushed again, and the head of the push branch; null when nothing is owed. Review refs cannot be asked, so they never
    /// are.
    /// </summary>
    public async Task<Result<(PushRef Ref, CommitObject Head)?>> FindAsync(PublishRun run, CancellationToken cancellationToken)
    {
        var (mirror, request, from) = run;
        (PushRef, CommitObject)? nothing = null;
        if (request.Plan.Refspec is null || from.PushHead is not { } head || from.Heads is not { } heads) return nothing;
        if (!PushPlanner.Refspec(request.Plan, from, head, options.ForcePushBranch).TryGet(out var owed, out var failure)) return failure;
        if (!owed.Target.StartsWith(GitRefName.Heads, StringComparison.Ordinal) || owed.Source != head) return nothing;
        if (!(await mirror.Objects.ReadCommitAsync(head, cancellationToken)).TryGet(out var commit, out failure)) return failure;
        if (!(await IsOwedAsync(run, commit, owed.Target, heads, cancellationToken)).TryGet(out var isOwed, out failure)) return failure;
        return isOwed ? (owed, commit) : nothing;
    }

    private async Task<Result<bool>> IsOwedAsync(
        PublishRun run, CommitObject head, string target, RemoteRefs heads, CancellationToken cancellationToken)
    {
        var (mirror, request, _) = run;
        // Merged and deleted, or never there: status names the last commit that landed whole.
        if (heads.Find(target) is not { } there)
        {
            var automation = CommitTrailers.AutomationText(request.Automation.Key, options.Instance);
            return head.Id.ToString() != request.Automation.Status.LastPushCommit
                && CommitRecordParser.Parse(head.Message)?.Automations.Contains(automation) == true;
        }

        if (there == head.Id) return false;
        if (mirror.CachedHead(target) != there && (await mirror.Remote.FetchAsync([target], cancellationToken)).Failure is { } gone)
            return gone;
        // Only what is behind the push branch is still owed; a branch with commits of its own moved on.
        return await mirror.Objects.IsReachableAsync(there, head.Id, cancellationToken);
    }
}
