using System.Collections.Concurrent;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>
/// What the loop does, whatever the kind, as metrics with the names that dashboards of the reference controllers use. Nothing here waits
/// or throws.
/// </summary>
public sealed class LoopMetrics
{
    private static readonly double[] RunBounds =
    [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5,
        4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ];

    private static readonly double[] QueueBounds = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000];

    private readonly ConcurrentDictionary<string, Func<QueueState>> queues = new(StringComparer.Ordinal);
    private readonly MetricFamily runs;
    private readonly MetricFamily errors;
    private readonly MetricFamily terminalErrors;
    private readonly MetricFamily panics;
    private readonly MetricFamily runTime;
    private readonly MetricFamily activeWorkers;
    private readonly MetricFamily maxWorkers;
    private readonly MetricFamily depth;
    private readonly MetricFamily adds;
    private readonly MetricFamily retries;
    private readonly MetricFamily waited;
    private readonly MetricFamily worked;
    private readonly MetricFamily unfinished;
    private readonly MetricFamily longest;
    private readonly MetricFamily reconciled;

    /// <summary>Registers the metrics.</summary>
    public LoopMetrics(MetricsRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        runs = registry.Counter(
            "controller_runtime_reconcile_total", "Total number of reconciliations per controller", "controller", "result");
        errors = registry.Counter(
            "controller_runtime_reconcile_errors_total", "Total number of reconciliation errors per controller", "controller");
        terminalErrors = registry.Counter(
            "controller_runtime_terminal_reconcile_errors_total", "Total number of terminal reconciliation errors per controller",
            "controller");
        panics =
            registry.Counter("controller_runtime_reconcile_panics_total", "Total number of runs that threw per controller", "controller");
        runTime = registry.Histogram(
            "controller_runtime_reconcile_time_seconds", "Length of time per reconciliation per controller", RunBounds, "controller");
        activeWorkers =
            registry.Gauge("controller_runtime_active_workers", "Number of currently used workers per controller", "controller");
        maxWorkers = registry.Gauge(
            "controller_runtime_max_concurrent_reconciles", "Maximum number of concurrent reconciles per controller", "controller");
        depth = registry.Gauge("workqueue_depth", "Current depth of workqueue", "name", "controller");
        adds = registry.Counter("workqueue_adds_total", "Total number of adds handled by workqueue", "name", "controller");
        retries = registry.Counter("workqueue_retries_total", "Total number of retries handled by workqueue", "name", "controller");
        waited = registry.Histogram(
            "workqueue_queue_duration_seconds", "How long in seconds an item stays in workqueue before being requested", QueueBounds,
            "name", "controller");
        worked = registry.Histogram(
            "workqueue_work_duration_seconds", "How long in seconds processing an item from workqueue takes", QueueBounds, "name",
            "controller");
        unfinished = registry.Gauge(
            "workqueue_unfinished_work_seconds", "Seconds of work that is in progress and has not been observed by work_duration", "name",
            "controller");
        longest = registry.Gauge(
            "workqueue_longest_running_processor_seconds", "How many seconds the longest running processor for workqueue has been running",
            "name", "controller");
        reconciled = registry.Histogram(
            "gotk_reconcile_duration_seconds", "The duration in seconds of a GitOps Toolkit resource reconciliation",
            [.. Exponential(0.01, 1800, 10)], "kind", "name", "namespace");
        registry.Collect(ReadQueues);
    }

    /// <summary>A controller exists; its queue can be asked at any time.</summary>
    public void Follow(string controller, int workers, Func<QueueState> queue)
    {
        maxWorkers.Set(workers, controller);
        activeWorkers.Add(0, controller);
        panics.Add(0, controller);
        errors.Add(0, controller);
        terminalErrors.Add(0, controller);
        adds.Add(0, controller, controller);
        retries.Add(0, controller, controller);
        foreach (var result in new[] { "success", "requeue", "requeue_after", "error" }) runs.Add(0, controller, result);
        queues[controller] = queue;
    }

    /// <summary>A key was put into a queue in which it was not.</summary>
    public void KeyAdded(string controller) => adds.Add(1, controller, controller);

    /// <summary>A key will be tried again after a failure.</summary>
    public void KeyRetried(string controller) => retries.Add(1, controller, controller);

    /// <summary>A worker took a key that had waited.</summary>
    public void RunStarted(string controller, TimeSpan waited)
    {
        activeWorkers.Add(1, controller);
        this.waited.Observe(waited.TotalSeconds, controller, controller);
    }

    /// <summary>A worker is done with a key.</summary>
    public void RunEnded(string controller, RunResult result, TimeSpan took)
    {
        activeWorkers.Add(-1, controller);
        runTime.Observe(took.TotalSeconds, controller);
        worked.Observe(took.TotalSeconds, controller, controller);
        if (result is RunResult.Error or RunResult.TerminalError) errors.Add(1, controller);
        if (result == RunResult.TerminalError) terminalErrors.Add(1, controller);
        runs.Add(1, controller, result switch
        {
            RunResult.Success => "success",
            RunResult.Requeue => "requeue",
            RunResult.RequeueAfter => "requeue_after",
            _ => "error",
        });
    }

    /// <summary>A run threw.</summary>
    public void RunThrew(string controller) => panics.Add(1, controller);

    /// <summary>A run over an object ended, status written.</summary>
    public void ObjectReconciled(ResourceKind kind, ObjectKey key, TimeSpan took)
    {
        ArgumentNullException.ThrowIfNull(kind);
        reconciled.Observe(took.TotalSeconds, kind.Kind, key.Name, key.Namespace);
    }

    /// <summary>An object is gone: nothing about it is kept.</summary>
    public void ObjectGone(ResourceKind kind, ObjectKey key)
    {
        ArgumentNullException.ThrowIfNull(kind);
        reconciled.Remove(kind.Kind, key.Name, key.Namespace);
    }

    private void ReadQueues()
    {
        foreach (var (controller, queue) in queues)
        {
            var state = queue();
            depth.Set(state.Depth, controller, controller);
            unfinished.Set(state.Unfinished.TotalSeconds, controller, controller);
            longest.Set(state.Longest.TotalSeconds, controller, controller);
        }
    }

    private static IEnumerable<double> Exponential(double first, double last, int count) =>
        Enumerable.Range(0, count).Select(i => i == count - 1 ? last : first * Math.Pow(last / first, i / (count - 1.0)));
}
