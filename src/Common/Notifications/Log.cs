using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoText;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Notifications;

/// <summary>Log messages of notifications: ids 1600 to 1699.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1600, Level = LogLevel.Warning, Message = "Event {Reason} about {Kind} {Key} was not posted: {Problem}")]
    public static partial void NotSent(this ILogger logger, string reason, ResourceKind kind, ObjectKey key, string problem);

    [LoggerMessage(
        EventId = 1601, Level = LogLevel.Warning,
        Message =
        "{Length} events wait to be posted; event {Reason} about {Kind} {Key} and those that follow are dropped until there is room")]
    public static partial void QueueFull(this ILogger logger, int length, string reason, ResourceKind kind, ObjectKey key);

    [LoggerMessage(EventId = 1602, Level = LogLevel.Warning, Message = "Events are taken again; {Lost} were dropped")]
    public static partial void HasRoomAgain(this ILogger logger, long lost);

    [LoggerMessage(
        EventId = 1603, Level = LogLevel.Warning, Message = "Ended with {Unsent} events that could not be posted within {Limit}")]
    public static partial void EndedUnsent(this ILogger logger, int unsent, GoDuration limit);
}
