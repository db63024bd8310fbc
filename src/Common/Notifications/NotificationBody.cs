using ImageAutomation.Common.Sources;

namespace ImageAutomation.Common.Notifications;

/// <summary>An event as it is posted.</summary>
/// <remarks>Source: the Event type of Flux's notification API, v1beta1.</remarks>
internal sealed record NotificationBody
{
    /// <summary>The object.</summary>
    public required NotificationObject InvolvedObject { get; init; }

    /// <summary><c>info</c> or <c>error</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>When it happened; whole seconds.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Text for people.</summary>
    public required string Message { get; init; }

    /// <summary>CamelCase code, that of the condition or of the event.</summary>
    public required string Reason { get; init; }

    /// <summary>Structured facts; each name carries the API group of the object, and the receiver drops others. Null: none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Name of the controller that tells it, that of the reference controller.</summary>
    public required string ReportingController { get; init; }

    /// <summary>Name of the machine or pod that tells it.</summary>
    public required string ReportingInstance { get; init; }

    public static NotificationBody From(ResourceEvent happened, NotificationTarget target) => new()
    {
        InvolvedObject = new NotificationObject
        {
            ApiVersion = happened.Kind.ApiVersion,
            Kind = happened.Kind.Kind,
            Namespace = happened.Key.Namespace,
            Name = happened.Key.Name,
            Uid = happened.Uid,
            ResourceVersion = happened.ResourceVersion,
        },
        Severity = happened.Severity == EventSeverity.Error ? "error" : "info",
        Timestamp = happened.Time,
        Message = happened.Message,
        Reason = happened.Reason,
        Metadata = Named(happened),
        ReportingController = target.Controller,
        ReportingInstance = target.Instance,
    };

    // The receiver throws away what does not carry the group of the object or of events.
    private static SortedDictionary<string, string>? Named(ResourceEvent happened)
    {
        if (happened.Metadata is not { Count: > 0 } facts) return null;
        var named = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
            named[name.Contains('/', StringComparison.Ordinal) ? name : $"{happened.Kind.Group}/{name}"] = value;
        return named;
    }
}

/// <summary>The object of an event.</summary>
internal sealed record NotificationObject
{
    /// <summary>Its <c>apiVersion</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its uid.</summary>
    public string? Uid { get; init; }

    /// <summary>Its version when it happened.</summary>
    public string? ResourceVersion { get; init; }
}
