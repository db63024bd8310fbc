using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Web.Probes;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Hosting;

/// <summary>What a controller program gives its controllers.</summary>
/// <param name="Source">Resources of the cluster.</param>
/// <param name="Clock">Wake-ups.</param>
/// <param name="Metrics">Metrics of the loop.</param>
/// <param name="Registry">Where a program adds metrics of its own.</param>
/// <param name="Readiness">Where a program says what it waits for.</param>
/// <param name="Time">Time.</param>
/// <param name="Loggers">Logs.</param>
public sealed record ControllerHost(
    IResourceSource Source, QuartzWakeUps Clock, ILoopMetrics Metrics, MetricsRegistry Registry, Readiness Readiness, TimeProvider Time,
    ILoggerFactory Loggers);
