using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>Finds the commit that a run plans on, with as few calls to the remote as its kind of checkout allows.</summary>
internal sealed class BaseFinder(UpdaterOptions options)
{
    /// <summary>The base.</summary>
    /// <param name="mirror">Mirror of the repository.</param>
    /// <param name="plan">Checkout and push branch.</param>
    /// <param name="mayBeCached">Whether the head that was seen last will do: the push checks it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Result<PublishBase>> FindAsync(
        GitMirror mirror, PublishPlan plan, bool mayBeCached, CancellationToken cancellationToken)
    {
        if (!plan.AlwaysSyncs)
        {
            var head = GitRefName.Heads + plan.PushBranch;
            if (mayBeCached && mirror.CachedHead(head) is { } seen)
                return new PublishBase(seen, seen, SourceRevision.Of(plan.PushBranch, seen), seen, null, IsCached: true);
            return (await mirror.Remote.ResolveAsync(plan.Checkout, ChooseTag, null, cancellationToken))
                .Then<PublishBase>(r => new PublishBase(r.Commit, r.Commit, r.Revision, r.Commit, null, IsCached: false));
        }

        if (!(await mirror.Remote.ListAsync(RemoteRefKinds.Heads, cancellationToken)).TryGet(out var heads, out var failure))
            return failure;
        if (heads.IsEmpty)
            return Failure.Transient(Reasons.GitOperationFailed, $"'{mirror.Origin.Url}' is an empty repository: push a first commit");
        if (!(await mirror.Remote.ResolveAsync(plan.Checkout, ChooseTag, heads, cancellationToken)).TryGet(out var checkout, out failure))
            return failure;

        var name = GitRefName.Heads + plan.PushBranch;
        var pushHead = heads.Find(name);
        if (pushHead is not { } existing || !options.AllBranchReferences)
            return new PublishBase(checkout.Commit, checkout.Commit, checkout.Revision, pushHead, heads, IsCached: false);
        if (mirror.CachedHead(name) != existing)
        {
            if (!(await mirror.Remote.FetchAsync([name], cancellationToken)).TryGet(out var fetched, out failure)) return failure;
            existing = fetched[name];
        }

        return new PublishBase(existing, checkout.Commit, checkout.Revision, existing, heads, IsCached: false);
    }

    /// <summary>Whether the remote head is still what the last run saw; only for checkouts of a branch, tag or name.</summary>
    public static async Task<Result<bool>> IsUnmovedAsync(
        GitMirror mirror, PublishPlan plan, string observedRevision, CancellationToken cancellationToken)
    {
        var reference = plan.Checkout;
        if (!string.IsNullOrEmpty(reference.Commit)
            || (!string.IsNullOrEmpty(reference.Semver) && string.IsNullOrEmpty(reference.Name) && string.IsNullOrEmpty(reference.Tag)))
            return false;
        var (name, kinds) = reference switch
        {
            { Name: { Length: > 0 } full } => (full, RemoteRefKinds.All),
            { Tag: { Length: > 0 } tag } => (GitRefName.Tags + tag, RemoteRefKinds.Tags),
            _ => (GitRefName.Heads + plan.PushBranch, RemoteRefKinds.Heads),
        };
        if (!(await mirror.Remote.ListAsync(kinds, cancellationToken)).TryGet(out var refs, out var failure)) return failure;
        return refs.Find(name) is { } head && SourceRevision.IsSame(observedRevision, name, head);
    }

    private static Result<string> ChooseTag(string range, IReadOnlyList<string> tags)
    {
        var chosen = CompiledPolicy.Compile(new ImagePolicyChoice { Semver = new SemVerPolicy(range) }, null)
            .Then(order => order.Elect(tags.OrderByDescending(t => t, StringComparer.Ordinal)));
        return chosen.Failure is { } failure
            ? Failure.Transient(Reasons.GitOperationFailed, $"no tag for semver range '{range}': {failure.Message}")
            : chosen;
    }
}
