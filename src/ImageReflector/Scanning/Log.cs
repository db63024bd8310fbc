using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Log messages of scanning: ids 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void SecretToMend(this ILogger logger, string warning);
}
