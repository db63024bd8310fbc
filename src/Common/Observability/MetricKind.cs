namespace ImageAutomation.Common.Observability;

/// <summary>Type of a metric in the exposition format.</summary>
public enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts observations in buckets.</summary>
    Histogram,
}
