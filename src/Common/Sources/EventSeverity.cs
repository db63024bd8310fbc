namespace ImageAutomation.Common.Sources;

/// <summary>How loud an event is.</summary>
public enum EventSeverity
{
    /// <summary>Nothing changed; Kubernetes shows it as Normal, webhooks do not send it.</summary>
    Trace,

    /// <summary>Normal.</summary>
    Info,

    /// <summary>Warning.</summary>
    Error,
}
