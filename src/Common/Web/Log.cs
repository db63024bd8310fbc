using System.Net;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Web;

/// <summary>Log messages of the web server: ids 1300 to 1399.</summary>
internal static partial class Log
{
    // 1301 was "Could not accept a connection".
    [LoggerMessage(EventId = 1300, Level = LogLevel.Information, Message = "Serving {What} on {Address}")]
    public static partial void Serving(this ILogger logger, string what, IPEndPoint address);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Trace, Message = "A connection ended early")]
    public static partial void ConnectionLost(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Critical, Message = "Bug: a page threw")]
    public static partial void PageThrew(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1304, Level = LogLevel.Debug, Message = "{MaxConnections} connections are open: a waiting one gives way")]
    public static partial void MadeRoom(this ILogger logger, int maxConnections);

    [LoggerMessage(EventId = 1305, Level = LogLevel.Debug, Message = "{MaxConnections} connections are at work: a new one is closed")]
    public static partial void NoRoom(this ILogger logger, int maxConnections);
}
