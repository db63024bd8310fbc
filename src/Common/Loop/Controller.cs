using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Tracing;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Loop;

/// <summary>Takes keys from a queue and runs a reconciler for them: bounded workers, one per key, back-off after failures.</summary>
/// <param name="name">Controller name, as in metrics: <c>imagerepository</c>, <c>imagepolicy</c>, <c>imageupdateautomation</c>.</param>
/// <param name="reconciler">Does the work.</param>
/// <param name="wakeUps">The clock for runs that are due later.</param>
/// <param name="options">Workers and delays.</param>
/// <param name="time">Time.</param>
/// <param name="logger">Log.</param>
/// <param name="metrics">Told what happens; null: nobody.</param>
public sealed class Controller(
    string name, IReconciler reconciler, IWakeUps wakeUps, LoopOptions options, TimeProvider time, ILogger<Controller> logger, ILoopMetrics? metrics = null) : IDisposable
{
    // A delay this short is not worth an entry in the schedule.
    private static readonly TimeSpan ShortDelay = TimeSpan.FromSeconds(1);

    private readonly ILoopMetrics metrics = metrics ?? NoLoopMetrics.Instance;
    private readonly WorkQueue queue = new(time, name, metrics);
    private readonly Backoff backoff = new(options.MinRetryDelay, options.MaxRetryDelay);

    /// <summary>Controller name.</summary>
    public string Name => name;

    /// <summary>Asks for a run of a key.</summary>
    public void Enqueue(ObjectKey key) => queue.Add(key);

    /// <summary>Asks for a run of a key after a delay below a second or so; an earlier request stands.</summary>
    public void EnqueueAfter(ObjectKey key, TimeSpan delay) => queue.AddAfter(key, delay);

    /// <summary>Works until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        metrics.Follow(name, options.Concurrent, () => queue.State);
        return Task.WhenAll(Enumerable.Range(0, options.Concurrent).Select(_ => Task.Run(() => WorkAsync(cancellationToken), cancellationToken)));
    }

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            ObjectKey key;
            try
            {
                key = await queue.TakeAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return; // asked to stop while idle
            }

            var since = time.GetTimestamp();
            var result = RunResult.Error;
            try
            {
                result = await RunOnceAsync(key, cancellationToken);
            }
            finally
            {
                queue.Done(key);
                metrics.RunEnded(name, result, time.GetElapsedTime(since));
            }
        }
    }

    private async Task<RunResult> RunOnceAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        using var scope = logger.BeginReconcile(name, key.Namespace, key.Name, id);
        using var span = Spans.Start("reconcile");
        span?.SetTag("controller", name).SetTag("k8s.namespace.name", key.Namespace).SetTag("k8s.object.name", key.Name).SetTag("reconcile.id", id.ToString());
        ReconcileOutcome outcome;
        try
        {
            outcome = await reconciler.ReconcileAsync(key, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return RunResult.Requeue; // another process, or the next start, runs it again
        }
#pragma warning disable CA1031 // the one place that catches all: a bug in one run must not stop the others
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.ReconcilePanicked(name, key, e);
            metrics.RunThrew(name);
            outcome = new ReconcileOutcome(Failure.Transient(Reasons.Failed, $"the run ended in an unexpected {e.GetType().Name}", e), null);
        }

        span.End(outcome.Failure);
        await ScheduleAsync(key, outcome, cancellationToken);
        return ResultOf(outcome);
    }

    private static RunResult ResultOf(ReconcileOutcome outcome) => outcome switch
    {
        { Failure.Kind: FailureKind.Transient } => RunResult.Error,
        { Failure.Kind: FailureKind.Terminal } => RunResult.TerminalError,
        { RequeueAfter: { } delay } => delay <= TimeSpan.Zero ? RunResult.Requeue : RunResult.RequeueAfter,
        _ => RunResult.Success,
    };

    private async Task ScheduleAsync(ObjectKey key, ReconcileOutcome outcome, CancellationToken cancellationToken)
    {
        var delay = outcome.RequeueAfter;
        if (outcome.Failure is { Kind: FailureKind.Transient } failure)
        {
            var retry = backoff.Next(key);
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
            await wakeUps.CancelAsync(name, key, cancellationToken);
        else if (due <= ShortDelay)
            queue.AddAfter(key, due);
        else
            await wakeUps.WakeAtAsync(name, key, time.GetUtcNow() + due, cancellationToken);
    }
}
