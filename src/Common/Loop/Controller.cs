using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Tracing;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Loop;

/// <summary>Takes keys from a queue and runs a reconciler for them: bounded workers, one per key, back-off after failures.</summary>
/// <param name="name">Controller name, as in metrics: <c>imagerepository</c>, <c>imagepolicy</c>, <c>imageupdateautomation</c>.</param>
/// <param name="reconciler">Does the work.</param>
/// <param name="context">What it works with.</param>
/// <param name="waiting">Runs at once that only wait for somebody, beyond the workers; null: as the context says.</param>
/// <param name="shares">What keys share, so that none takes the places of others; null: nothing.</param>
public sealed class Controller(
    string name, IReconciler reconciler, ControllerContext context, int? waiting = null, IRunShares? shares = null) : IDisposable
{
    // A delay this short is not worth an entry in the schedule.
    private static readonly TimeSpan ShortDelay = TimeSpan.FromSeconds(1);

    private readonly LoopMetrics metrics = context.Loops;
    private readonly TimeProvider time = context.Time;
    private readonly ILogger<Controller> logger = context.Loggers.CreateLogger<Controller>();
    private readonly Backoff backoff = new(context.Loop.MinRetryDelay, context.Loop.MaxRetryDelay);
    private readonly WorkQueue queue = new(
        name, context.Loop with { Waiting = waiting ?? context.Loop.Waiting }, context.Time, context.Loops, shares);

    /// <summary>Controller name.</summary>
    public string Name => name;

    /// <summary>Asks for a run of a key.</summary>
    public void Enqueue(ObjectKey key) => queue.Add(key);

    /// <summary>Asks for a run of a key after a delay below a second or so; an earlier request stands.</summary>
    public void EnqueueAfter(ObjectKey key, TimeSpan delay) => queue.AddAfter(key, delay);

    /// <summary>Works until cancelled, and then until the runs that had begun have ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        metrics.Follow(name, context.Loop.Concurrent, () => queue.State);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var runs = new ConcurrentDictionary<Task, bool>();
        try
        {
            while (true)
            {
                var key = await queue.TakeAsync(broken.Token);
                var run = Task.Run(() => WorkAsync(key, cancellationToken), CancellationToken.None);
                runs[run] = true;
                _ = run.ContinueWith(
                    ended =>
                    {
                        // One that threw stays: its exception ends the program.
                        if (ended.IsCompletedSuccessfully) runs.TryRemove(ended, out _);
                        else broken.Cancel();
                    },
                    CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(runs.Keys);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();

    private async Task WorkAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        var (result, hasFailed) = (RunResult.Error, true);
        try
        {
            (result, hasFailed) = await RunOnceAsync(key, since, cancellationToken);
        }
        finally
        {
            queue.Done(key, hasFailed);
            metrics.RunEnded(name, result, time.GetElapsedTime(since));
        }
    }

    private async Task<(RunResult Result, bool HasFailed)> RunOnceAsync(ObjectKey key, long since, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        using var scope = logger.BeginReconcile(name, key.Namespace, key.Name, id);
        using var span = Spans.Start("reconcile");
        span?.SetTag("controller", name).SetTag("k8s.namespace.name", key.Namespace).SetTag("k8s.object.name", key.Name)
            .SetTag("reconcile.id", id.ToString());
        ReconcileOutcome outcome;
        try
        {
            outcome = await Unexpected.CaughtAsync(
                () => reconciler.ReconcileAsync(key, cancellationToken),
                (exception, failure) =>
                {
                    logger.ReconcilePanicked(name, key, exception);
                    metrics.RunThrew(name);
                    return new ReconcileOutcome(failure, null);
                },
                cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (RunResult.Requeue, false); // another process, or the next start, runs it again
        }

        span.End(outcome.Failure);
        await ScheduleAsync(key, outcome, time.GetElapsedTime(since), cancellationToken);
        return (ResultOf(outcome), outcome.Failure is not null);
    }

    private static RunResult ResultOf(ReconcileOutcome outcome) => outcome switch
    {
        { Failure.Kind: FailureKind.Transient } => RunResult.Error,
        { Failure.Kind: FailureKind.Terminal } => RunResult.TerminalError,
        { RequeueAfter: { } delay } => delay <= TimeSpan.Zero ? RunResult.Requeue : RunResult.RequeueAfter,
        _ => RunResult.Success,
    };

    private async Task ScheduleAsync(ObjectKey key, ReconcileOutcome outcome, TimeSpan took, CancellationToken cancellationToken)
    {
        var delay = outcome.RequeueAfter;
        if (outcome.Failure is { Kind: FailureKind.Transient } failure)
        {
            var retry = backoff.Next(key);
            // What failed late gives others at least as much time as it took.
            if (took > WorkQueue.BusyTime && took > retry) retry = took;
            delay = delay is { } given && given > retry ? given : retry;
            var wait = GoDuration.Rounded(delay.Value);
            logger.WillRetry(name, key, failure, wait);
            metrics.KeyRetried(name);
        }
        else
        {
            backoff.Reset(key);
        }

        if (delay is not { } due)
            await context.WakeUps.CancelAsync(name, key, cancellationToken);
        else if (due <= ShortDelay)
            queue.AddAfter(key, due);
        else
            await context.WakeUps.WakeAfterAsync(name, key, due, cancellationToken);
    }
}
