using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Loop;

/// <summary>Log messages of the loop: ids 1000 to 1099.</summary>
internal static partial class Log
{
    private static readonly Func<ILogger, string, string, string, Guid, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, string, string, Guid>(
            "controller {Controller} namespace {Namespace} name {Name} reconcileID {ReconcileId}");

    public static IDisposable? BeginReconcile(this ILogger logger, string controller, string ns, string name, Guid id) =>
        Scope(logger, controller, ns, name, id);

    [LoggerMessage(EventId = 1000, Level = LogLevel.Critical, Message = "Bug: run of {Controller} {Key} threw")]
    public static partial void ReconcilePanicked(this ILogger logger, string controller, ObjectKey key, Exception exception);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Debug, Message = "{Controller} {Key} failed ({Failure}), next try in {Delay}")]
    public static partial void WillRetry(this ILogger logger, string controller, ObjectKey key, Failure failure, GoDuration delay);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "{Kind} {Key}: {Message}")]
    public static partial void Succeeded(this ILogger logger, string kind, ObjectKey key, string message);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "{Kind} {Key}: {Reason}: {Message}")]
    public static partial void RunFailed(this ILogger logger, string kind, ObjectKey key, string reason, string message, Exception? cause);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Information, Message = "{Kind} {Key}: reconciliation is suspended for this object")]
    public static partial void Suspended(this ILogger logger, string kind, ObjectKey key);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Debug, Message = "{Kind} {Key}: {Message}")]
    public static partial void NothingNew(this ILogger logger, string kind, ObjectKey key, string message);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Debug, Message = "{Kind} {Key}: could not write: {Failure}")]
    public static partial void NotWritten(this ILogger logger, string kind, ObjectKey key, Failure failure);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Critical, Message = "Bug: work on {Kind} {Key} threw")]
    public static partial void RunThrew(this ILogger logger, string kind, ObjectKey key, Exception exception);

    [LoggerMessage(EventId = 1008, Level = LogLevel.Information, Message = "{Kind} {Key}: {Reason}: {Message}")]
    public static partial void Noticed(this ILogger logger, string kind, ObjectKey key, string reason, string message);
}
