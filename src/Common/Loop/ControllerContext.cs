using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Sources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Common.Loop;

/// <summary>
/// What every controller of a process works with, put together once: by a program in a cluster, by a run over a folder, by a preview.
/// </summary>
/// <param name="source">Where resources live.</param>
/// <param name="metrics">Where meters are registered; null: a registry that nobody reads.</param>
public sealed class ControllerContext(IResourceSource source, MetricsRegistry? metrics = null)
{
    /// <summary>Where resources live.</summary>
    public IResourceSource Source => source;

    /// <summary>Where rooms register their meters; each does it once.</summary>
    public MetricsRegistry Metrics { get; } = metrics ??= new MetricsRegistry();

    /// <summary>Told what the loops do.</summary>
    public LoopMetrics Loops { get; } = new(metrics);

    /// <summary>Asks for runs of objects of any kind. Default: asks nobody.</summary>
    public IReconcileRequests Requests { get; init; } = NoReconcileRequests.Instance;

    /// <summary>Whether another program holds a Lease in our namespace. Default: none does.</summary>
    public Func<string, CancellationToken, Task<bool>> IsLeaseHeldAsync { get; init; } = (_, _) => Task.FromResult(false);

    /// <summary>The clock for runs that are due later. Default: none, for what runs once.</summary>
    public IWakeUps WakeUps { get; init; } = NoWakeUps.Instance;

    /// <summary>Workers and delays.</summary>
    public LoopOptions Loop { get; init; } = new();

    /// <summary>Time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Logs. Default: none.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
