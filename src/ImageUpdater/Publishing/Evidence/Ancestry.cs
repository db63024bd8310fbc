using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Evidence;

/// <summary>
/// Which commits are ancestors of which, each pair asked once: many groups share few commits, and an answer may cost a process.
/// </summary>
internal sealed class Ancestry(GitMirror mirror)
{
    private readonly Dictionary<(ObjectId Commit, ObjectId From), bool> known = [];

    /// <summary>Whether a commit is the other one or one of its ancestors, as far as local history goes.</summary>
    public async Task<Result<bool>> IsReachableAsync(ObjectId commit, ObjectId from, CancellationToken cancellationToken)
    {
        if (known.TryGetValue((commit, from), out var answer)) return answer;
        if (!(await mirror.Objects.IsReachableAsync(commit, from, cancellationToken)).TryGet(out answer, out var failure)) return failure;
        known[(commit, from)] = answer;
        return answer;
    }
}
