using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Cli.Runtime;

/// <summary>Log lines on stderr, for people or as JSON.</summary>
internal sealed class ConsoleLog(TextWriter output, LogLevel minimum, bool asJson, TimeProvider time) : ILoggerProvider
{
    private readonly Lock gate = new();

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        string line;
        if (asJson)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("level", Name(level));
                json.WriteString("ts", now);
                json.WriteString("logger", category[(category.LastIndexOf('.') + 1)..]);
                json.WriteString("msg", message);
                if (exception is not null) json.WriteString("error", level >= LogLevel.Error && exception.StackTrace is not null ? exception.ToString() : exception.Message);
                json.WriteEndObject();
            }

            line = System.Text.Encoding.UTF8.GetString(buffer.ToArray());
        }
        else
        {
            line = $"{now} {Name(level),-5} {message}";
            if (exception is not null && level <= LogLevel.Debug) line += $" ({exception.Message})";
        }

        lock (gate) output.WriteLine(line);
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private sealed class CategoryLogger(ConsoleLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log.Minimum;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(category, logLevel, formatter(state, exception), exception);
        }
    }

    private LogLevel Minimum => minimum;
}
