using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>What a mirror does with its remote: one run of git each. Safe for use by several callers at a time.</summary>
public sealed partial class MirrorRemote
{
    // What git says of objects when it receives them, but for what old histories are full of and what matters to a checkout only.
    private static readonly KeyValuePair<string, string>[] Verification =
    [
        new("fetch.fsckObjects", "true"),
        .. ((string[])
        [
            "badDate", "badDateOverflow", "badEmail", "badName", "badTimezone", "missingEmail", "missingNameBeforeEmail",
            "missingSpaceBeforeDate",
            "missingSpaceBeforeEmail", "zeroPaddedDate", "gitmodulesBlob", "gitmodulesLarge", "gitmodulesMissing", "gitmodulesName",
            "gitmodulesParse", "gitmodulesPath", "gitmodulesSymlink", "gitmodulesUpdate", "gitmodulesUrl",
        ]).Select(fault => new KeyValuePair<string, string>($"fetch.fsck.{fault}", "ignore")),
    ];

    private readonly GitRemote origin;
    private readonly MirrorFolder folder;
    private readonly ObjectStore objects;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    internal MirrorRemote(GitRemote origin, MirrorFolder folder, ObjectStore objects, TimeProvider time, ILogger logger)
    {
        this.origin = origin;
        this.folder = folder;
        this.objects = objects;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Asks the remote for its refs, in one call that changes nothing here.</summary>
    /// <returns>The refs; a failure names the URL and what to correct.</returns>
    public Task<Result<RemoteRefs>> ListAsync(RemoteRefKinds kinds, CancellationToken cancellationToken) =>
        DiskErrors.GuardAsync(() => RemoteSpan.AroundAsync("git ls-remote", origin.Url, [], () => ListOnceAsync(kinds, cancellationToken)));

    /// <summary>Fetches refs. The first fetch of a mirror brings one commit of each, later ones the history since.</summary>
    /// <param name="sources">Full ref names, or ids of commits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// Each source with what it points at (a tag's id is that of the tag object); kinds <see cref="GitFailureKind.RefNotFound"/> and
    /// <see cref="GitFailureKind.EmptyRepository"/> say what is missing.
    /// </returns>
    public async Task<Result<IReadOnlyDictionary<string, ObjectId>>> FetchAsync(
        IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sources);
        foreach (var source in sources)
            if (!ObjectId.TryParse(source, out _) && GitRefName.Full(source).Failure is { } bad) return bad;
        var fetched = await folder.ChangeAsync(token => FetchTracedAsync(sources, [], token), cancellationToken);
        // Only now, outside the lock: telling "missing branch" from "empty repository" costs another call.
        return fetched.Failure?.GitKind() == GitFailureKind.RefNotFound && await IsEmptyAsync(cancellationToken)
            ? GitFailures.Transient(GitFailureKind.EmptyRepository, $"'{origin.Url.Text}' is an empty repository: push a first commit")
            : fetched;
    }

    /// <summary>Brings more history of refs that were cut.</summary>
    /// <param name="sources">Full ref names, as fetched before.</param>
    /// <param name="by">Commits further back; at least 1.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether history is still cut somewhere.</returns>
    public async Task<Result<bool>> DeepenAsync(IReadOnlyList<string> sources, int by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfLessThan(by, 1);
        foreach (var source in sources)
            if (GitRefName.Full(source).Failure is { } bad) return bad;
        if (!folder.IsShallow) return false;
        var deepened = await folder.ChangeAsync(token => FetchTracedAsync(sources, [$"--deepen={by}"], token), cancellationToken);
        return deepened.IsSuccess ? folder.IsShallow : deepened.Failure;
    }

    // Where the remote is now.
    private GitRemote Destination => folder.Moved is { } moved ? origin with { Url = moved } : origin;

    /// <summary>Runs a call; when the server redirects on its own host, once more at the new address, which is kept.</summary>
    private async Task<Result<T>> FollowingAsync<T>(Func<GitRemote, Task<Result<T>>> call, CancellationToken cancellationToken)
    {
        var result = await call(Destination);
        if (result.Failure?.GitKind() is not (GitFailureKind.Redirected or GitFailureKind.RepositoryNotFound)) return result;
        if (folder.Moved is not null)
        {
            folder.Moved = null; // it may have moved again, or back
            result = await call(origin);
        }

        if (result.Failure?.GitKind() != GitFailureKind.Redirected) return result;
        if (!(await RemoteProbe.FindMovedAsync(origin, folder.Runner.Options, cancellationToken)).TryGet(out var moved, out var failure))
            return failure.GitKind() == GitFailureKind.Redirected ? failure : result;
        if (moved is null) return result;
        logger.Moved(origin.Url.Text, moved.Text);
        folder.Moved = moved;
        return await call(Destination);
    }

    private Task<Result<RemoteRefs>> ListOnceAsync(RemoteRefKinds kinds, CancellationToken cancellationToken) =>
        FollowingAsync(async remote =>
        {
            var listed = await ListAtAsync(remote, kinds, cancellationToken);
            // A page that happens to have no line with a ref reads like a repository without any.
            var isSuspect = listed.TryGet(out var refs, out _) && refs.IsEmpty
                && remote.Url.Transport is GitTransport.Http or GitTransport.Https;
            return isSuspect && await RemoteProbe.FindForeignAnswerAsync(remote, folder.Runner.Options, cancellationToken) is { } foreign
                ? GitFailures.Transient(
                    GitFailureKind.RepositoryNotFound,
                    $"'{origin.Url.Text}' is no Git server: it answers with {Sanitizer.Clean(foreign)}; a login page or a proxy may stand "
                        + "in front of it")
                : listed;
        }, cancellationToken);

    private async Task<Result<RemoteRefs>> ListAtAsync(GitRemote remote, RemoteRefKinds kinds, CancellationToken cancellationToken)
    {
        if (!(await RemoteSession.OpenAsync(remote, folder.Runner.Options, time, cancellationToken))
            .TryGet(out var opened, out var failure))
            return failure;
        using var session = opened;
        List<string> arguments = ["ls-remote", "--symref", "--quiet"];
        if ((kinds & RemoteRefKinds.All) == 0)
        {
            // Both flags also narrow what the server sends; a pattern would not.
            if ((kinds & RemoteRefKinds.Heads) != 0) arguments.Add("--heads");
            if ((kinds & RemoteRefKinds.Tags) != 0) arguments.Add("--tags");
        }

        arguments.Add("--end-of-options");
        arguments.Add(remote.Url.Text);
        var ran = await folder.Runner.RunAsync(session.Call(null, changesMirror: false, arguments), cancellationToken);
        if (!ran.TryGet(out var output, out failure)) return Named(failure);
        if (output.ExitCode != 0) return await FailureAsync("ls-remote", session, output, cancellationToken);
        return RefAdvertisement.Parse(output.Text);
    }

    private async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        (await ListAsync(RemoteRefKinds.Heads, cancellationToken)).TryGet(out var refs, out _) && refs.IsEmpty;

    private Task<Result<IReadOnlyDictionary<string, ObjectId>>> FetchTracedAsync(
        IReadOnlyList<string> sources, IReadOnlyList<string> extra, CancellationToken cancellationToken) =>
        RemoteSpan.AroundAsync(
            "git fetch", origin.Url, sources,
            () => FollowingAsync(remote => FetchLockedAsync(remote, sources, extra, cancellationToken), cancellationToken));

    private async Task<Result<IReadOnlyDictionary<string, ObjectId>>> FetchLockedAsync(
        GitRemote remote, IReadOnlyList<string> sources, IReadOnlyList<string> extra, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var first = !folder.Refs.IsFilled;
        // A later depth would cut history that is needed to judge who wrote a value.
        if (first && extra.Count == 0) extra = ["--depth=1"];
        if (!(await RemoteSession.OpenAsync(remote, folder.Runner.Options, time, cancellationToken))
            .TryGet(out var opened, out var failure))
            return failure;
        using var session = opened;
        var ran = await VerifiedFetchAsync(session, sources, extra, cancellationToken);
        if (first && ran.IsSuccess && ran.Value.ErrorText.Contains("does not support shallow", StringComparison.Ordinal))
            ran = await VerifiedFetchAsync(session, sources, [], cancellationToken);
        if (!ran.TryGet(out var output, out failure)) return Named(failure);
        if (output.ExitCode != 0) return await FetchFailureAsync(session, output, cancellationToken);
        // Git gets over a broken pack by fetching it all again, and leaves it lying there.
        if (!first && GitErrors.IsDamage(output)) return GitErrors.OfRemote("fetch", origin, output, session.IsPublic);

        var elapsed = GoDuration.Rounded(time.GetElapsedTime(started));
        logger.Fetched(sources.Count, origin.Url.Text, elapsed);
        var result = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            if (folder.Refs.Fetched(source) is not { } id)
                return GitFailures.Transient(GitFailureKind.Damaged, $"fetch of '{source}' from '{origin.Url.Text}' left no ref");
            result[source] = id;
        }

        folder.Refs.Trim();
        await MirrorUpkeep.AfterFetchAsync(folder, first, logger, cancellationToken);
        return result;
    }

    /// <summary>Fetches with objects verified; a history that git itself finds fault with is fetched as it is, and that is told.</summary>
    private async Task<Result<GitOutput>> VerifiedFetchAsync(
        RemoteSession session, IReadOnlyList<string> sources, IReadOnlyList<string> extra, CancellationToken cancellationToken)
    {
        var ran = await RunFetchAsync(session, sources, extra, cancellationToken);
        if (!folder.VerifiesFetches || !ran.TryGet(out var output, out _) || output.ExitCode == 0
            || !output.ErrorText.Contains("fsck error", StringComparison.Ordinal))
            return ran;
        folder.VerifiesFetches = false;
        logger.HistoryNotVerified(origin.Url.Text, output.ErrorText);
        return await RunFetchAsync(session, sources, extra, cancellationToken);
    }

    private Task<Result<GitOutput>> RunFetchAsync(
        RemoteSession session, IReadOnlyList<string> sources, IReadOnlyList<string> extra, CancellationToken cancellationToken)
    {
        List<string> arguments =
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-show-forced-updates",
                "--update-shallow"];
        arguments.AddRange(extra);
        arguments.Add("--end-of-options");
        arguments.Add(session.Url.Text);
        foreach (var source in sources) arguments.Add($"+{source}:{OwnRefs.TargetOf(source)}");
        var call = session.Call(folder.GitDirectory, changesMirror: true, arguments);
        return folder.Runner.RunAsync(folder.VerifiesFetches ? call with
        {
            Settings = [.. call.Settings, .. Verification],
        } : call, cancellationToken);
    }

    private async Task<Failure> FetchFailureAsync(RemoteSession session, GitOutput output, CancellationToken cancellationToken)
    {
        const string Missing = "couldn't find remote ref ";
        var text = output.ErrorText;
        var at = text.IndexOf(Missing, StringComparison.Ordinal);
        if (at >= 0)
        {
            var name = text[(at + Missing.Length)..].Split(';')[0].Trim();
            folder.Refs.ForgetSeen(name);
            return NotFound(name);
        }

        var unknownId = text.Contains("not our ref", StringComparison.Ordinal)
            || text.Contains("unadvertised object", StringComparison.Ordinal);
        return unknownId
            ? GitFailures.Transient(GitFailureKind.RefNotFound, $"commit not found in '{origin.Url.Text}' (git: {text})", text)
            : await FailureAsync("fetch", session, output, cancellationToken);
    }

    private async Task<Failure> FailureAsync(string verb, RemoteSession session, GitOutput output, CancellationToken cancellationToken)
    {
        var failure = GitErrors.OfRemote(verb, origin, output, session.IsPublic);
        // ssh does not say that a passphrase does not fit: it only offers no key.
        return failure.GitKind() == GitFailureKind.Authentication
            && await session.FindUnfitPassphraseAsync(folder.Runner, cancellationToken)
            ? GitFailures.Transient(
                GitFailureKind.Authentication,
                $"{verb} failed: 'password' of Secret '{origin.SecretName}' is not the passphrase of its 'identity'")
            : failure;
    }

    private Failure NotFound(string fullName)
    {
        var what = fullName.StartsWith(GitRefName.Heads, StringComparison.Ordinal) ? "branch"
            : fullName.StartsWith(GitRefName.Tags, StringComparison.Ordinal) ? "tag"
            : "ref";
        return GitFailures.Transient(
            GitFailureKind.RefNotFound,
            $"{what} '{GitRefName.Shorten(fullName)}' not found in '{origin.Url.Text}': create it there, or correct spec.ref of the "
                + "GitRepository (or spec.git.checkout.ref)");
    }

    /// <summary>Puts the URL into failures of the runner, which knows none.</summary>
    private Failure Named(Failure failure)
    {
        var detail = failure.Cause is GitException { Message.Length: > 0 } cause && cause.Message != failure.Message
            ? $" (git: {cause.Message})" : "";
        return failure with { Message = $"{failure.Message} with '{origin.Url.Text}'{detail}" };
    }
}
