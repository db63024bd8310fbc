using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Hosting;

/// <summary>Log messages of controller programs: ids 1500 to 1599.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1500, Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void SettingHasNoEffect(this ILogger logger, string warning);

    [LoggerMessage(EventId = 1501, Level = LogLevel.Error, Message = "Ended: {Failure}")]
    public static partial void Ended(this ILogger logger, Failure failure);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Information, Message = "Stopped{Lease}")]
    public static partial void Stopped(this ILogger logger, string lease);

    [LoggerMessage(
        EventId = 1502, Level = LogLevel.Information,
        Message = "Dry run: nothing is written to Git or to the cluster, no lease is taken, no event is sent")]
    public static partial void DryRun(this ILogger logger);
}
