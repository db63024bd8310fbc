using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Log messages of the API client: ids 1400 to 1499.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1400, Level = LogLevel.Information, Message = "{Identity} leads by lease {Lease}")]
    public static partial void Leading(this ILogger logger, string identity, ObjectKey lease);

    [LoggerMessage(EventId = 1401, Level = LogLevel.Information, Message = "{Holder} leads by lease {Lease}; standing by")]
    public static partial void StandingBy(this ILogger logger, string holder, ObjectKey lease);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Warning, Message = "Lease {Lease} could not be renewed: {Failure}")]
    public static partial void NotRenewed(this ILogger logger, ObjectKey lease, Failure failure);

    [LoggerMessage(EventId = 1403, Level = LogLevel.Warning, Message = "Lease {Lease} could not be handed back: {Failure}")]
    public static partial void NotReleased(this ILogger logger, ObjectKey lease, Failure failure);
}
