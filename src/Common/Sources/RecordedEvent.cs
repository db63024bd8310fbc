namespace ImageAutomation.Common.Sources;

/// <summary>An event as it is kept: in the state database of a folder, or by a cluster.</summary>
public sealed record RecordedEvent
{
    /// <summary>Rising number; orders events within one reading.</summary>
    public required long Id { get; init; }

    /// <summary>Kind of the object.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace of the object.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the object.</summary>
    public required string Name { get; init; }

    /// <summary><c>Trace</c>, <c>Info</c> or <c>Error</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>CamelCase code; see <see cref="ResourceEvent.Reason"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Text for people.</summary>
    public required string Message { get; init; }

    /// <summary>Structured facts; null where none were given or the cluster keeps none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>When it happened first.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>When it happened last.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>How often it happened in a row.</summary>
    public required long Count { get; init; }
}
