using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>Log messages of publishing: ids 3000 to 3099.</summary>
internal static partial class Log
{
    [LoggerMessage(
        EventId = 3000, Level = LogLevel.Information,
        Message = "{Automation}: somebody else pushed to {Url} first; planning again on the new head (attempt {Attempt})")]
    public static partial void PushedFirst(this ILogger logger, ObjectKey automation, GitUrl url, int attempt);

    [LoggerMessage(EventId = 3090, Level = LogLevel.Warning, Message = "Mirrors that nobody names any more were not deleted: {Failure}")]
    public static partial void NotTidied(this ILogger logger, Failure failure);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "{Url}: {Path} is left alone: {Problem}")]
    public static partial void FileLeftAlone(this ILogger logger, GitUrl url, string path, FileProblem problem);

    [LoggerMessage(
        EventId = 3002, Level = LogLevel.Warning,
        Message = "{Automation}: history of {Url} is not known far enough to tell who wrote {Count} values; they are taken as never "
        + "written by an automation")]
    public static partial void HistoryTooShort(this ILogger logger, ObjectKey automation, GitUrl url, int count);

    [LoggerMessage(
        EventId = 3003, Level = LogLevel.Information,
        Message = "ImageUpdateAutomation {Key}: dry run: {Path} line {Line}: {Old} -> {New} ({Setter})")]
    public static partial void WouldChange(
        this ILogger logger, ObjectKey key, string path, int line, string old, string @new, string setter);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "ImageUpdateAutomation {Key}: dry run: and {Count} values more")]
    public static partial void WouldChangeMore(this ILogger logger, ObjectKey key, int count);

    [LoggerMessage(
        EventId = 3005, Level = LogLevel.Information,
        Message = "ImageUpdateAutomation {Key}: dry run: {Path}: {Value} stays ({Decision}, policy {Policy})")]
    public static partial void WouldHold(this ILogger logger, ObjectKey key, string path, string value, string decision, string policy);

    [LoggerMessage(
        EventId = 3006, Level = LogLevel.Information, Message = "ImageUpdateAutomation {Key}: dry run: nothing to commit on {Revision}")]
    public static partial void WouldNotCommit(this ILogger logger, ObjectKey key, string revision);

    [LoggerMessage(
        EventId = 3007, Level = LogLevel.Information,
        Message = "ImageUpdateAutomation {Key}: dry run: would push to branch '{Branch}' on {Revision}: \"{Subject}\" (values: {Values}, "
        + "files: {Files})")]
    public static partial void WouldCommit(
        this ILogger logger, ObjectKey key, string branch, string revision, string subject, int values, int files);
}
