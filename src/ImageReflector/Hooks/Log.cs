using ImageAutomation.Common.Resources.Core;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Hooks;

/// <summary>
/// Log messages of webhooks: ids 2200 to 2299. None has a path, a token, or anything of a body but names that were checked.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(
        EventId = 2200, Level = LogLevel.Debug, Message = "ImageRepository {Repository}: a webhook's tag was not confirmed: {Why}")]
    public static partial void HintUnanswered(this ILogger logger, ObjectKey repository, string why);

    [LoggerMessage(
        EventId = 2201, Level = LogLevel.Error, Message = "ImageRepository {Repository}: a webhook's tag could not be asked about")]
    public static partial void HintThrew(this ILogger logger, ObjectKey repository, Exception exception);

    [LoggerMessage(
        EventId = 2202, Level = LogLevel.Information,
        Message = "Receiver {Receiver}: a webhook named {Image}, which none of its ImageRepositories is for")]
    public static partial void Unmatched(this ILogger logger, ObjectKey receiver, string image);

    [LoggerMessage(EventId = 2203, Level = LogLevel.Warning, Message = "Receiver {Receiver}: {Reason}: {Text}")]
    public static partial void NotPassedOn(this ILogger logger, ObjectKey receiver, string reason, string text);
}
