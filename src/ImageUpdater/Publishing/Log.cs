using ImageAutomation.Common.Resources;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Git;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Log messages of publishing: ids 3000 to 3099.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 3000, Level = LogLevel.Information, Message = "{Automation}: somebody else pushed to {Url} first; planning again on the new head (attempt {Attempt})")]
    public static partial void PushedFirst(this ILogger logger, ObjectKey automation, GitUrl url, int attempt);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "{Url}: {Path} is left alone: {Problem}")]
    public static partial void FileLeftAlone(this ILogger logger, GitUrl url, string path, FileProblem problem);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "{Automation}: history of {Url} is not known far enough to tell who wrote {Count} values; they are taken as never written by an automation")]
    public static partial void HistoryTooShort(this ILogger logger, ObjectKey automation, GitUrl url, int count);
}
