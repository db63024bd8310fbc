using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Log messages of scanning: ids 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void SecretToMend(this ILogger logger, string warning);

    [LoggerMessage(
        EventId = 2001, Level = LogLevel.Warning,
        Message = "The tags of ImageRepository {Key} were not deleted with it: {Failure}; the next start removes them")]
    public static partial void NotDeleted(this ILogger logger, ObjectKey key, Failure failure);

    [LoggerMessage(
        EventId = 2002, Level = LogLevel.Debug,
        Message = "ImageRepository {Key}: {Count} names in the listing of {Image} are no tags and were left out")]
    public static partial void NoTags(this ILogger logger, ObjectKey key, int count, string image);
}
