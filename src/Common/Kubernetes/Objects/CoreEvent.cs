using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Kubernetes.Objects;

/// <summary>An event (<c>v1</c>).</summary>
public sealed record CoreEvent : IResource<CoreEvent>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("", "v1", "Event", "events");

    /// <inheritdoc/>
    public static JsonTypeInfo<CoreEvent> JsonTypeInfo => KubeJson.Default.CoreEvent;

    /// <inheritdoc/>
    public string ApiVersion { get => field ?? ResourceKind.ApiVersion; init; }

    /// <inheritdoc/>
    public string Kind { get => field ?? ResourceKind.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>What it is about.</summary>
    public InvolvedObject? InvolvedObject { get; init; }

    /// <summary>Reason code.</summary>
    public string? Reason { get; init; }

    /// <summary>Text for people.</summary>
    public string? Message { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Who reported it.</summary>
    public EventSource? Source { get; init; }

    /// <summary>The same, in the field that newer tools read.</summary>
    public string? ReportingComponent { get; init; }

    /// <summary>Which instance of the controller reported it.</summary>
    public string? ReportingInstance { get; init; }

    /// <summary>When it happened first.</summary>
    public DateTimeOffset? FirstTimestamp { get; init; }

    /// <summary>When it happened last.</summary>
    public DateTimeOffset? LastTimestamp { get; init; }

    /// <summary>How often it happened.</summary>
    public int Count { get; init; }
}
