using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

public sealed partial class MirrorRemote
{
    // How long a stop waits for a push that has begun.
    private static readonly TimeSpan PushAfterStop = TimeSpan.FromSeconds(5);

    // A lock file of another push is gone in a moment; one that a crash left stays.
    private const int LockedTries = 3;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Pushes commits of this mirror with one run of git.</summary>
    /// <returns>
    /// What became of each ref, refusals included (<see cref="PushOutcome.Failure"/>); a failure when the remote was not reached, a name is
    /// invalid,
    /// or the server cannot take push options. Of a complete push the commits are kept and the new heads remembered.
    /// </returns>
    /// <remarks>
    /// A lease alone would let git drop commits when the expected id matches; without <see cref="PushRef.Force"/> that is refused here,
    /// before anything is sent.
    /// </remarks>
    public async Task<Result<PushOutcome>> PushAsync(PushRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Problem(request) is { } problem) return GitFailures.Invalid(problem);
        foreach (var item in request.Refs)
            if (GitRefName.Full(item.Target).Failure is { } bad) return bad;
        if (!(await DroppedAsync(request, cancellationToken)).TryGet(out var dropped, out var failure)) return failure;
        if (dropped is not null) return Refused(request, dropped);

        var pushed = await folder.ChangeAsync(
            token =>
                RemoteSpan.AroundAsync(
                    "git push", origin.Url, request.Refs.Select(r => r.Target), () => PushLockedAsync(request, token),
                    outcome => outcome.Failure), cancellationToken, retryOnDamage: false);
        if (pushed.Failure is { } final && final.GitKind() == GitFailureKind.Damaged) folder.MarkDamaged(final.Message);
        return pushed;
    }

    private static string? Problem(PushRequest request)
    {
        if (request.Refs.Count == 0) return "a push names at least one ref";
        if (request.Refs.Select(item => item.Target).Distinct(StringComparer.Ordinal).Count() != request.Refs.Count)
            return "a push names each ref once";
        if (request.Refs.Any(item => item.Source.IsZero)) return "a push does not delete refs";
        foreach (var (key, value) in request.Options)
        {
            if (key.Length == 0 || (key + value).AsSpan().ContainsAnyInRange('\0', '\x1f'))
                return $"invalid push option '{Sanitizer.Clean(key)}': empty, or with control characters";
        }

        return null;
    }

    /// <summary>The first ref that would lose commits although nobody asked for it.</summary>
    private async Task<Result<PushRef?>> DroppedAsync(PushRequest request, CancellationToken cancellationToken)
    {
        foreach (var item in request.Refs)
        {
            if (item.Force || item.Lease is not PushLease.At { Id: { IsZero: false } expected } || expected == item.Source) continue;
            if (!(await objects.IsReachableAsync(expected, item.Source, cancellationToken)).TryGet(out var reachable, out var failure))
                return failure;
            if (!reachable) return item;
        }

        return (PushRef?)null;
    }

    private Result<PushOutcome> Refused(PushRequest request, PushRef dropped)
    {
        var refs = request.Refs.Select(
            item => new PushedRef(item.Target, item == dropped ? PushStatus.NonFastForward : PushStatus.Aborted, null)).ToList();
        var where = $"'{GitRefName.Shorten(dropped.Target)}' in '{origin.Url.Text}'";
        return new PushOutcome(refs, GitFailures.Transient(
            GitFailureKind.NonFastForward, $"push refused: {where} holds commits that the push would drop (non-fast-forward)"));
    }

    private async Task<Result<PushOutcome>> PushLockedAsync(PushRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!(await RemoteSession.OpenAsync(Destination, folder.Runner.Options, time, cancellationToken))
            .TryGet(out var opened, out var failure))
            return failure;
        using var session = opened;
        // A push that was ended half-way may have landed all the same, and nobody would have recorded it.
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stopping = cancellationToken.Register(() => limit.CancelAfter(PushAfterStop));
        var atomic = request.Refs.Count > 1;
        var tries = 1;
        while (true)
        {
            var ran = await folder.Runner.RunAsync(
                session.Call(folder.GitDirectory, changesMirror: true, Arguments(request, atomic, session.Url)), limit.Token);
            if (!ran.TryGet(out var output, out failure)) return Named(failure);
            if (atomic && output.ErrorText.Contains("does not support --atomic", StringComparison.Ordinal))
            {
                atomic = false;
                continue;
            }

            if (PushReport.Read(request, output) is not { } refs)
            {
                return output.ErrorText.Contains("does not support push options", StringComparison.Ordinal)
                    ? GitFailures.Transient(
                        GitFailureKind.Rejected,
                        $"push failed: '{origin.Url.Text}' does not take push options; remove spec.git.push.options")
                    : await FailureAsync("push", session, output, limit.Token);
            }

            refs = await SettleAsync(request, refs, output, limit.Token);
            if (tries++ < LockedTries && refs.Any(r => r.Status == PushStatus.Locked))
            {
                await Task.Delay(LockPause, time, limit.Token);
                continue;
            }

            var outcome = new PushOutcome(refs, PushReport.FailureOf(refs, origin, output));

            Remember(request, outcome);
            return outcome;
        }
    }

    /// <summary>
    /// Tells a lost race from a refusal that sounds like one: only in a race the ref is not where it was expected any more.
    /// </summary>
    private async Task<IReadOnlyList<PushedRef>> SettleAsync(
        PushRequest request, IReadOnlyList<PushedRef> refs, GitOutput output, CancellationToken cancellationToken)
    {
        if (refs.All(r => r.Status != PushStatus.Contended)) return refs;
        // as before: taken for a race, tried again
        if (!(await ListAsync(RemoteRefKinds.All, cancellationToken)).TryGet(out var now, out _)) return refs;
        var isLocked = output.ErrorText.Contains(".lock': File exists", StringComparison.Ordinal);
        return [.. refs.Zip(request.Refs, (pushed, asked) => pushed.Status == PushStatus.Contended ? Settled(pushed, asked, now, isLocked)
            : pushed)];
    }

    private static PushedRef Settled(PushedRef pushed, PushRef asked, RemoteRefs now, bool isLocked)
    {
        var current = now.Refs.TryGetValue(pushed.Target, out var id) ? id : default;
        var hasMoved = asked.Lease is PushLease.At at && at.Id != current;
        return pushed with { Status = hasMoved ? PushStatus.Stale : isLocked ? PushStatus.Locked : PushStatus.Rejected };
    }

    private static List<string> Arguments(PushRequest request, bool atomic, GitUrl url)
    {
        List<string> arguments = ["push", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no",
            "--no-force-if-includes"];
        if (atomic) arguments.Add("--atomic");
        foreach (var (key, value) in request.Options) arguments.Add($"--push-option={key}={value}");
        foreach (var item in request.Refs)
            if (item.Lease is PushLease.At at) arguments.Add($"--force-with-lease={item.Target}:{(at.Id.IsZero ? "" : at.Id.ToString())}");
        arguments.Add("--end-of-options");
        arguments.Add(url.Text);
        // A plus sign would switch the lease off; the lease itself lets a forced update through.
        foreach (var item in request.Refs)
            arguments.Add($"{(item is { Force: true, Lease: PushLease.Anything } ? "+" : "")}{item.Source}:{item.Target}");
        return arguments;
    }

    private void Remember(PushRequest request, PushOutcome outcome)
    {
        for (var i = 0; i < outcome.Refs.Count; i++)
        {
            if (!outcome.Refs[i].IsLanded) continue;
            folder.Refs.Keep(request.Refs[i].Source);
            // Servers consume refs like refs/for/main; only branches stay where they were pushed to.
            if (request.Refs[i].Target.StartsWith(GitRefName.Heads, StringComparison.Ordinal))
                folder.Refs.SetPushed(request.Refs[i].Target, request.Refs[i].Source);
        }

        logger.Pushed(request.Refs[0].Source, origin.Url.Text, outcome.Refs[0].Status);
    }
}
