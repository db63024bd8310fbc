using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.GoText;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

internal static partial class Log
{
    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "Mirror {Mirror} is damaged: {Why}")]
    public static partial void MirrorDamaged(this ILogger logger, string mirror, string why);

    [LoggerMessage(EventId = 4109, Level = LogLevel.Error, Message = "Damage of mirror {Mirror} could not be noted")]
    public static partial void DamageNotMarked(this ILogger logger, string mirror, Exception exception);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Warning, Message = "Mirror {Mirror} is made anew")]
    public static partial void MirrorRecreated(this ILogger logger, string mirror);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Warning, Message = "Ended git process {ProcessId} that a crashed run had left")]
    public static partial void OrphanEnded(this ILogger logger, int processId);

    [LoggerMessage(EventId = 4104, Level = LogLevel.Information, Message = "Removed {Count} leftovers of a crashed run from {Mirror}")]
    public static partial void LeftoversRemoved(this ILogger logger, string mirror, int count);

    [LoggerMessage(
        EventId = 4105, Level = LogLevel.Information,
        Message = "Repacked mirror {Mirror}: {Packs} packs and about {Loose} loose objects before")]
    public static partial void Repacked(this ILogger logger, string mirror, int packs, int loose);

    [LoggerMessage(EventId = 4106, Level = LogLevel.Warning, Message = "Mirror {Mirror} was not repacked: {Why}")]
    public static partial void RepackFailed(this ILogger logger, string mirror, string why);

    [LoggerMessage(EventId = 4107, Level = LogLevel.Debug, Message = "Fetched {Count} refs from {Url} in {Elapsed}")]
    public static partial void Fetched(this ILogger logger, int count, string url, GoDuration elapsed);

    [LoggerMessage(
        EventId = 4110, Level = LogLevel.Warning,
        Message = "Objects of {Url} are fetched without being verified, for git finds fault with its history: {Why}")]
    public static partial void HistoryNotVerified(this ILogger logger, string url, string why);

    [LoggerMessage(
        EventId = 4111, Level = LogLevel.Warning,
        Message = "{Url} redirects to {Moved}, which is used from now on; correct spec.url of the GitRepository")]
    public static partial void Moved(this ILogger logger, string url, string moved);

    [LoggerMessage(
        EventId = 4112, Level = LogLevel.Warning,
        Message = "Mirror {Mirror} is deleted: all mirrors together have more than {Limit} bytes, or a namespace more than its share")]
    public static partial void MirrorEvicted(this ILogger logger, string mirror, long limit);

    [LoggerMessage(EventId = 4108, Level = LogLevel.Information, Message = "Push of {Commit} to {Url}: {Outcome}")]
    public static partial void Pushed(this ILogger logger, ObjectId commit, string url, PushStatus outcome);
}
