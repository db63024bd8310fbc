using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>Log messages of the tag store: ids 2100 to 2199.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2100, Level = LogLevel.Warning, Message = "Tag store: {Incident}")]
    public static partial void TagStoreDamaged(this ILogger logger, string incident, Exception? cause);
}
