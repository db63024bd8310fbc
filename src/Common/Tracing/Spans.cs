using System.Diagnostics;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Tracing;

/// <summary>Spans of a trace. While nobody listens none is made, and every call here is a null check.</summary>
public static class Spans
{
    /// <summary>Name of the source of all spans.</summary>
    public const string SourceName = "ImageAutomation";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts a span; null while nobody listens.</summary>
    /// <param name="name">A fixed text, never a value: names are what spans are grouped by.</param>
    /// <param name="kind">Client for calls of others.</param>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => Source.StartActivity(name, kind);

    /// <summary>
    /// Starts a span only within another one: what happens outside of runs, such as the renewal of a lease, would make a trace each.
    /// </summary>
    public static Activity? StartWithin(string name, ActivityKind kind = ActivityKind.Internal) => Activity.Current is null ? null
        : Source.StartActivity(name, kind);

    /// <summary>Notes how the work of a span failed; nothing without a failure.</summary>
    /// <param name="span">The span; null: nothing.</param>
    /// <param name="failure">The failure. Its message holds no secret, its cause is left out.</param>
    public static void End(this Activity? span, Failure? failure)
    {
        if (span is null || failure is null) return;
        span.SetTag("error.type", failure.Reason);
        span.SetStatus(ActivityStatusCode.Error, failure.Message);
    }
}
