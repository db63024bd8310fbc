using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ImageAutomation.Common.Tracing;

/// <summary>Sends spans to a collector by OTLP. Set up by the environment variables of OpenTelemetry alone.</summary>
public sealed class TraceExport : IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const int FlushMilliseconds = 3000;

    private readonly TracerProvider provider;
    private readonly ExportProblems problems;

    private TraceExport(TracerProvider provider, ExportProblems problems) => (this.provider, this.problems) = (provider, problems);

    /// <summary>Starts to export when an endpoint is set.</summary>
    /// <param name="program">Service name, unless the environment says another one.</param>
    /// <param name="environment">Reads an environment variable. The exporter reads its own variables from the process.</param>
    /// <param name="time">Time.</param>
    /// <param name="loggers">Logs.</param>
    /// <returns>
    /// The export, to be disposed at the end so that the last spans go out; null when it is off; a terminal failure for an endpoint that is
    /// no URL.
    /// </returns>
    public static Result<TraceExport?> Start(string program, Func<string, string?> environment, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var logger = loggers.CreateLogger<TraceExport>();
        var (name, text) = Given(TracesEndpoint, environment) ?? Given(Endpoint, environment) ?? default;
        if (text is null || environment("OTEL_TRACES_EXPORTER") == "none" || IsTrue(environment("OTEL_SDK_DISABLED")))
            return (TraceExport?)null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            return Failure.Terminal("InvalidEnvironment", $"the environment variable {name} is not an http or https URL");

        var problems = new ExportProblems(logger, time);
        var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(Spans.SourceName)
            // The environment comes last, so it wins.
            .ConfigureResource(
                resource => resource.AddService(program, serviceVersion: typeof(TraceExport).Assembly.GetName().Version?.ToString(3))
                    .AddEnvironmentVariableDetector())
            .AddOtlpExporter(options =>
            {
                // What OpenTelemetry's specification advises; the library's own default is gRPC.
                if (string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_PROTOCOL"))
                    && string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")))
                    options.Protocol = OtlpExportProtocol.HttpProtobuf;
            })
            .Build();
        var host = endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped); // a user in it is not told
        logger.Exporting(host);
        return new TraceExport(provider, problems);
    }

    /// <summary>Sends what waits, for a few seconds at most.</summary>
    public void Dispose()
    {
        provider.Shutdown(FlushMilliseconds);
        provider.Dispose();
        problems.Dispose();
    }

    private static (string Name, string? Text)? Given(string name, Func<string, string?> environment) =>
        environment(name) is { Length: > 0 } text ? (name, text) : null;

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
