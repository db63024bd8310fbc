using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>Log messages of the folder source: ids 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1100, Level = LogLevel.Warning, Message = "Folder {Folder} cannot be listed: {Reason}")]
    public static partial void FolderUnreadable(this ILogger logger, string folder, string reason);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "{Problem}")]
    public static partial void FolderProblem(this ILogger logger, string problem);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "State folder {Folder} cannot be used: {Reason}; it is tried again")]
    public static partial void StateUnusable(this ILogger logger, string folder, string reason);
}
