using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Reads objects of one repository through a long-lived process, which is replaced when it fails and ended when idle.</summary>
internal sealed class ObjectReader : IAsyncDisposable
{
    private readonly GitRunner runner;
    private readonly string gitDirectory;
    private readonly MirrorStoreOptions options;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Action onIdle;
    private readonly ITimer idle;
    private ObjectPipe? pipe;
    private long lastUse;

    public ObjectReader(GitRunner runner, string gitDirectory, MirrorStoreOptions options, TimeProvider time, Action onIdle)
    {
        this.runner = runner;
        this.gitDirectory = gitDirectory;
        this.options = options;
        this.time = time;
        this.onIdle = onIdle;
        idle = time.CreateTimer(_ => CloseIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Processes started so far.</summary>
    public int Starts { get; private set; }

    /// <summary>Reads objects in order; a missing one is handed over as null. Called on one object at a time.</summary>
    public async Task<Result<bool>> ReadManyAsync(IReadOnlyList<string> expressions, Func<int, GitObject?, ValueTask> onObject, CancellationToken cancellationToken)
    {
        if (expressions.Count == 0) return true;
        await gate.WaitAsync(cancellationToken);
        try
        {
            var done = 0;
            for (var attempt = 0; ; attempt++)
            {
                var reused = pipe is not null;
                if (pipe is null)
                {
                    if (!Open().TryGet(out var opened, out var failure)) return failure;
                    pipe = opened;
                }

                using var deadline = new CancellationTokenSource(runner.Options.LocalTimeout, time);
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
                try
                {
                    var first = done;
                    await pipe.ReadAsync(first == 0 ? expressions : [.. expressions.Skip(first)], async (i, found) =>
                    {
                        deadline.CancelAfter(runner.Options.LocalTimeout); // the bound is for standing still, not for the whole list
                        await onObject(first + i, found);
                        done = first + i + 1;
                    }, linked.Token);
                    return true;
                }
                catch (ObjectTooLargeException exception)
                {
                    await CloseAsync();
                    return GitFailures.Transient(GitFailureKind.TooLarge, exception.Message, inner: exception);
                }
                catch (IOException exception)
                {
                    var errors = await CloseAsync();
                    // A process that had worked before may have been ended from outside; a fresh one that fails means it.
                    if (reused && attempt == 0) continue;
                    return GitFailures.Transient(
                        GitErrors.IsDamage(errors) ? GitFailureKind.Damaged : GitFailureKind.Other, $"reading objects failed: {exception.Message} ({errors})", errors, exception);
                }
                catch (OperationCanceledException exception)
                {
                    await CloseAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                    return GitFailures.Transient(GitFailureKind.Timeout, "reading objects stood still", inner: exception);
                }
                catch
                {
                    await CloseAsync(); // the caller's own exception; answers of the process are left unread
                    throw;
                }
            }
        }
        finally
        {
            lastUse = time.GetTimestamp();
            if (pipe is not null) idle.Change(options.ReaderIdleTime, Timeout.InfiniteTimeSpan);
            gate.Release();
        }
    }

    /// <summary>Ends the process; the next read starts another.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        await CloseAsync();
        gate.Release();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await idle.DisposeAsync();
        await ResetAsync(CancellationToken.None);
        gate.Dispose();
    }

    private Result<ObjectPipe> Open()
    {
        var call = new GitCall("cat-file", "--batch-command") { GitDirectory = gitDirectory };
        if (!runner.Start(call).TryGet(out var process, out var failure)) return failure;
        Starts++;
        return new ObjectPipe(process, options.MaxObjectBytes);
    }

    private async Task<string> CloseAsync()
    {
        if (pipe is not { } old) return "";
        pipe = null;
        old.Dispose();
        return await old.ErrorsAsync();
    }

    private void CloseIfIdle()
    {
        if (!gate.Wait(TimeSpan.Zero)) return; // in use: the end of that use sets the timer again
        try
        {
            if (pipe is null) return;
            var left = options.ReaderIdleTime - time.GetElapsedTime(lastUse);
            if (left > TimeSpan.Zero)
            {
                idle.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan); // a timer may fire a little early
                return;
            }

            pipe.Dispose();
            pipe = null;
            onIdle();
        }
        finally
        {
            gate.Release();
        }
    }
}
