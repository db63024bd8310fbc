using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.DryRun;

/// <summary>Log messages of dry runs: ids 1800 to 1899.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1800, Level = LogLevel.Debug, Message = "{Kind} {Key}: dry run: metadata is not written")]
    public static partial void MetadataNotWritten(this ILogger logger, string kind, ObjectKey key);

    [LoggerMessage(EventId = 1801, Level = LogLevel.Debug, Message = "{Kind} {Key}: dry run: status is not written")]
    public static partial void StatusNotWritten(this ILogger logger, string kind, ObjectKey key);

    [LoggerMessage(EventId = 1802, Level = LogLevel.Debug, Message = "{Kind} {Key}: dry run: event {Reason} is not recorded: {Text}")]
    public static partial void EventNotWritten(this ILogger logger, string kind, ObjectKey key, string reason, string text);

    [LoggerMessage(
        EventId = 1803, Level = LogLevel.Information, Message = "ImagePolicy {Key}: dry run: elects {Ours}; the cluster has {Theirs}")]
    public static partial void ElectionsDiffer(this ILogger logger, ObjectKey key, ImageRef ours, string theirs);

    [LoggerMessage(EventId = 1804, Level = LogLevel.Information, Message = "ImagePolicy {Key}: dry run: elects {Ours}, as the cluster has")]
    public static partial void ElectionsAgree(this ILogger logger, ObjectKey key, ImageRef ours);
}
