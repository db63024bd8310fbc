using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Pushing;

/// <summary>Works out which refs a push moves. Pure.</summary>
internal static class PushPlanner
{
    /// <summary>The push of a commit: the push branch, and the refspec when there is one.</summary>
    public static Result<IReadOnlyList<PushRef>> Refs(PublishPlan plan, PublishBase from, ObjectId commit, bool forceGate)
    {
        var target = GitRefName.Heads + plan.PushBranch;
        var lease = from.PushHead is { } head ? PushLease.Expect(head) : PushLease.Absent;
        var refs = new List<PushRef> { new(target, commit, lease, Force: forceGate && plan.Switches) };
        if (plan.Refspec is null) return refs;
        if (!Refspec(plan, from, commit, forceGate).TryGet(out var extra, out var failure)) return failure;
        if (extra.Target != target) refs.Add(extra);
        return refs;
    }

    /// <summary>What the refspec alone pushes.</summary>
    public static Result<PushRef> Refspec(PublishPlan plan, PublishBase from, ObjectId commit, bool forceGate)
    {
        var text = plan.Refspec ?? throw new ArgumentException("no refspec", nameof(plan));
        if (!PushRefspec.Parse(text, plan.PushBranch, SourceResolution.BranchOf(plan.Checkout)).TryGet(out var parsed, out var unfit))
            return Failure.Transient(Reasons.GitOperationFailed, $"spec.git.push.refspec '{text}' cannot be used: {unfit.Message}");
        var target = parsed.Target;
        // Review refs take every push as a new proposal: there is nothing to expect there.
        var lease = !target.StartsWith(GitRefName.Heads, StringComparison.Ordinal) || from.Heads is null ? PushLease.None
            : from.Heads.Find(target) is { } head ? PushLease.Expect(head) : PushLease.Absent;
        return new PushRef(target, parsed.IsOfCheckout ? from.Checkout : commit, lease, parsed.IsForced || (forceGate && plan.Switches));
    }
}
