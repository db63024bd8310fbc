namespace ImageAutomation.TestSupport.Observability;

/// <summary>A span as a collector reads it.</summary>
/// <param name="Service">Service name of its resource.</param>
/// <param name="Name">Name.</param>
/// <param name="TraceId">Trace, as hexadecimal digits.</param>
/// <param name="SpanId">Span.</param>
/// <param name="ParentId">Span above it; empty for none.</param>
/// <param name="Attributes">Attributes as text.</param>
/// <param name="Failed">Message of its error; null: no error.</param>
/// <param name="Nanoseconds">How long it took.</param>
public sealed record ReceivedSpan(
    string Service, string Name, string TraceId, string SpanId, string ParentId, IReadOnlyDictionary<string, string> Attributes,
    string? Failed, long Nanoseconds);
