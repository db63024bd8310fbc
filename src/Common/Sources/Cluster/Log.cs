using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>Log messages of the cluster source: ids 1200 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1200, Level = LogLevel.Warning, Message = "Watch of {Kind} is interrupted, next try in {Delay}: {Failure}")]
    public static partial void WatchInterrupted(this ILogger logger, ResourceKind kind, GoDuration delay, Failure failure);

    [LoggerMessage(EventId = 1201, Level = LogLevel.Information, Message = "Watch of {Kind} works again")]
    public static partial void WatchRestored(this ILogger logger, ResourceKind kind);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Debug, Message = "Watch of {Kind} is too old to go on; listing again")]
    public static partial void WatchExpired(this ILogger logger, ResourceKind kind);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Error, Message = "An object is left as it was last read: {Problem}")]
    public static partial void ObjectUnreadable(this ILogger logger, string problem);

    [LoggerMessage(
        EventId = 1204, Level = LogLevel.Information,
        Message = "The cluster's {Kind} has no status field {Field}; it is left out from now on")]
    public static partial void FieldPruned(this ILogger logger, ResourceKind kind, string field);

    [LoggerMessage(EventId = 1205, Level = LogLevel.Warning, Message = "Event {Reason} about {Kind} {Key} was not recorded: {Failure}")]
    public static partial void EventNotRecorded(this ILogger logger, string reason, ResourceKind kind, ObjectKey key, Failure failure);

    [LoggerMessage(
        EventId = 1207, Level = LogLevel.Information,
        Message = "The cluster's CRDs of {Kind} have no {Fields}: these additions are not available")]
    public static partial void AdditionsMissing(this ILogger logger, ResourceKind kind, string fields);

    [LoggerMessage(
        EventId = 1208, Level = LogLevel.Debug, Message = "Which additions the cluster's CRDs of {Kind} have is not known: {Why}")]
    public static partial void AdditionsUnknown(this ILogger logger, ResourceKind kind, string why);

    [LoggerMessage(EventId = 1209, Level = LogLevel.Debug, Message = "The schemas that the server publishes are not JSON")]
    public static partial void SchemasUnreadable(this ILogger logger, Exception exception);

    [LoggerMessage(
        EventId = 1206, Level = LogLevel.Debug, Message = "Event {Reason} about {Kind} {Key} was left out: too many about this object")]
    public static partial void EventLeftOut(this ILogger logger, string reason, ResourceKind kind, ObjectKey key);
}
