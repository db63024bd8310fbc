using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Observability;

/// <summary>Log lines, as JSON with the keys that the reference controllers write, or as text for people.</summary>
/// <param name="output">Where lines go.</param>
/// <param name="minimum">Lowest level that is written.</param>
/// <param name="asJson">JSON instead of text.</param>
/// <param name="time">Time.</param>
public sealed class LineLog(TextWriter output, LogLevel minimum, bool asJson, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    // Control characters are escaped; quotes and letters outside ASCII stay readable: nothing embeds these lines in HTML.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock gate = new();
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        ArgumentNullException.ThrowIfNull(categoryName);
        return new CategoryLogger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);
    }

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(string category, LogLevel level, string message, object? state, Exception? exception)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var line = asJson ? Json(category, now, level, message, state, exception) : Text(now, level, message, exception);
        lock (gate) output.WriteLine(line);
    }

    private static string Text(string now, LogLevel level, string message, Exception? exception)
    {
        var line = $"{now} {Name(level),-5} {message}";
        return exception is not null && level <= LogLevel.Debug ? $"{line} ({exception.Message})" : line;
    }

    private string Json(string category, string now, LogLevel level, string message, object? state, Exception? exception)
    {
        var subject = LogSubject.Of(scopes, state);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("level", Name(level));
            json.WriteString("ts", now);
            json.WriteString("logger", category);
            json.WriteString("msg", message);
            subject.Write(json);
            if (exception is not null) json.WriteString("error", Chain(exception));
            else if (level >= LogLevel.Error) json.WriteString("error", subject.Error ?? message);
            // A stack belongs to a bug; an expected failure is told by its sentence, unless somebody searches.
            if (exception?.StackTrace is not null && (level == LogLevel.Critical || minimum <= LogLevel.Debug))
                json.WriteString("stacktrace", exception.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static string Chain(Exception exception)
    {
        var text = exception.Message;
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            if (!text.Contains(inner.Message, StringComparison.Ordinal)) text += ": " + inner.Message;
        return text;
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private sealed class CategoryLogger(LineLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= log.Minimum;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(category, logLevel, formatter(state, exception), state, exception);
        }
    }

    private LogLevel Minimum => minimum;
}
