using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Tracing;

/// <summary>Log messages of tracing: ids 1700 to 1799.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1700, Level = LogLevel.Information, Message = "Sending traces to {Endpoint}")]
    public static partial void Exporting(this ILogger logger, string endpoint);

    [LoggerMessage(EventId = 1701, Level = LogLevel.Warning, Message = "Traces could not be sent: {Problem}")]
    public static partial void NotExported(this ILogger logger, string problem);
}
