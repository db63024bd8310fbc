using ImageAutomation.Common.Configuration;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Cli.Runtime;

/// <summary>Log messages of the command line: ids 4000 to 4099.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Running over {Resources}; state in {State}. Stop with Ctrl+C.")]
    public static partial void Running(this ILogger logger, string resources, string state);

    [LoggerMessage(
        EventId = 4002, Level = LogLevel.Warning,
        Message = "Webhooks are taken over plain HTTP at {Address}: tokens can be read on the way. Give --receiver-tls-cert and "
        + "--receiver-tls-key, or listen on 127.0.0.1 behind a proxy that ends TLS.")]
    public static partial void WebhooksInPlain(this ILogger logger, ListenAddress address);
}
