using ImageAutomation.Common.Resources.Git;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

public sealed partial class MirrorRemote
{
    /// <summary>Branch that counts when nothing names one.</summary>
    public const string DefaultBranch = "master";

    /// <summary>Finds the commit that a checkout ref means, and fetches it if it is not here.</summary>
    /// <param name="reference">
    /// Members count in the order commit, name, tag, semver, branch; none means branch <see cref="DefaultBranch"/>.
    /// </param>
    /// <param name="chooseTag">
    /// Chooses among tag names (sorted by ordinal) by a version range: range, tags, the tag. Needed for <c>semver</c> only.
    /// </param>
    /// <param name="known">A listing made just now, which spares the fetch when nothing moved; or null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The commit; a failure of kind <see cref="GitFailureKind.RefNotFound"/>, <see cref="GitFailureKind.EmptyRepository"/> or another.
    /// </returns>
    public async Task<Result<ResolvedRef>> ResolveAsync(
        GitRepositoryRef? reference, Func<string, IReadOnlyList<string>, Result<string>>? chooseTag, RemoteRefs? known,
        CancellationToken cancellationToken)
    {
        if (reference?.Commit is { Length: > 0 } commit) return await ResolveCommitAsync(commit, reference.Branch, cancellationToken);
        Result<string> name;
        if (reference?.Name is { Length: > 0 } full) name = GitRefName.Full(full);
        else if (reference?.Tag is { Length: > 0 } tag) name = GitRefName.Tag(tag);
        else if (reference?.Semver is { Length: > 0 } range) name = await ChooseTagAsync(range, chooseTag, known, cancellationToken);
        else name = GitRefName.Branch(reference?.Branch is { Length: > 0 } branch ? branch : DefaultBranch);
        return name.TryGet(out var resolved, out var failure) ? await ResolveNameAsync(resolved, known, cancellationToken) : failure;
    }

    private async Task<Result<ResolvedRef>> ResolveNameAsync(string fullName, RemoteRefs? known, CancellationToken cancellationToken)
    {
        var current = folder.SeenHead(fullName);
        if (known is null || current is null || !known.Refs.TryGetValue(fullName, out var remote) || remote != current)
        {
            if (!(await FetchAsync([fullName], cancellationToken)).TryGet(out var fetched, out var failure)) return failure;
            current = fetched[fullName];
        }

        return (await objects.PeelAsync(current.Value, cancellationToken)).Then<ResolvedRef>(commit => new ResolvedRef(commit, fullName));
    }

    private async Task<Result<ResolvedRef>> ResolveCommitAsync(string commit, string? branch, CancellationToken cancellationToken)
    {
        if (!ObjectId.TryParse(commit, out var id))
            return GitFailures.Invalid($"invalid commit '{Sanitizer.Clean(commit)}': write all 40 hexadecimal digits");
        string? fullName = null;
        if (!string.IsNullOrEmpty(branch) && !GitRefName.Branch(branch).TryGet(out fullName, out var bad)) return bad;
        if (!(await objects.ContainsAsync(id, cancellationToken)).TryGet(out var here, out var failure)) return failure;
        if (!here)
        {
            var fetched = await FetchAsync([id.ToString()], cancellationToken);
            // Some servers hand out advertised commits only; the branch with its history may hold it.
            if (fetched.Failure is { } refused && fullName is not null
                && refused.GitKind() is GitFailureKind.RefNotFound or GitFailureKind.Other)
            {
                fetched = await FetchAsync([fullName], cancellationToken);
                if (fetched.IsSuccess && (await DeepenAsync([fullName], int.MaxValue, cancellationToken)).Failure is { } shallow)
                    return shallow;
            }

            if (fetched.Failure is { } final) return final;
        }

        var peeled = await objects.PeelAsync(id, cancellationToken);
        if (peeled.Failure?.GitKind() == GitFailureKind.ObjectNotFound)
            return GitFailures.Transient(GitFailureKind.RefNotFound, $"commit '{commit}' not found in '{origin.Url.Text}'");
        return peeled.Then<ResolvedRef>(found => new ResolvedRef(found, fullName));
    }

    private async Task<Result<string>> ChooseTagAsync(
        string range, Func<string, IReadOnlyList<string>, Result<string>>? chooseTag, RemoteRefs? known,
        CancellationToken cancellationToken)
    {
        if (chooseTag is null) return GitFailures.Invalid("a semver checkout needs an order of tags");
        if (known is null || !known.Refs.Keys.Any(name => name.StartsWith(GitRefName.Tags, StringComparison.Ordinal)))
        {
            if (!(await ListAsync(RemoteRefKinds.Tags, cancellationToken)).TryGet(out known, out var failure)) return failure;
        }

        var tags = known.Refs.Keys.Where(name => name.StartsWith(GitRefName.Tags, StringComparison.Ordinal))
            .Select(GitRefName.Shorten).Order(StringComparer.Ordinal).ToList();
        return chooseTag(range, tags).Then(GitRefName.Tag);
    }
}
