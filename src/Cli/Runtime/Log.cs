using Microsoft.Extensions.Logging;

namespace ImageAutomation.Cli.Runtime;

/// <summary>Log messages of the command line: ids 4000 to 4099.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Running over {Resources}; state in {State}. Stop with Ctrl+C.")]
    public static partial void Running(this ILogger logger, string resources, string state);
}
