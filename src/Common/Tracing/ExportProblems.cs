using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Tracing;

/// <summary>Brings what the exporter says about itself into the log: it tells event listeners only. At most one line a minute.</summary>
internal sealed class ExportProblems(ILogger logger, TimeProvider time) : EventListener
{
    private const string ExporterSource = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private long? told;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == ExporterSource) EnableEvents(eventSource, EventLevel.Warning);
    }

    // The payload may hold the collector's whole answer or address; the name of the event says enough.
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        lock (gate)
        {
            if (told is { } last && time.GetElapsedTime(last) < Gap) return;
            told = time.GetTimestamp();
        }

        logger.NotExported(eventData.EventName ?? "unknown");
    }
}
