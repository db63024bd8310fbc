using System.Net;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Observability;

/// <summary>Log messages of endpoints: ids 1300 to 1399.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1300, Level = LogLevel.Information, Message = "Serving {What} on {Address}")]
    public static partial void Serving(this ILogger logger, string what, IPEndPoint address);

    [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "Could not accept a connection")]
    public static partial void NotAccepted(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Trace, Message = "A connection ended early")]
    public static partial void ConnectionLost(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Critical, Message = "Bug: a page threw")]
    public static partial void PageThrew(this ILogger logger, Exception exception);
}
