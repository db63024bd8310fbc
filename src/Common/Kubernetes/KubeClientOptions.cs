namespace ImageAutomation.Common.Kubernetes;

/// <summary>Limits of a <see cref="KubeClient"/>.</summary>
public sealed record KubeClientOptions
{
    /// <summary>Who writes, in managed fields; also the user agent. For example <c>image-reflector-controller</c>.</summary>
    public required string FieldManager { get; init; }

    /// <summary>Limit of one call with all its repetitions, watches excepted. Default 30 s.</summary>
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Objects in a page of a list. Default 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Bytes of one answer, and of one event of a watch. Default 64 MiB.</summary>
    public int MaxBytes { get; init; } = 64 << 20;

    /// <summary>How long the server keeps a watch open. Default 5 minutes.</summary>
    public TimeSpan WatchDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a call is sent when the server asks to wait (429, or 503 with Retry-After). Default 4.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>
    /// Told about every request that ended, watches as soon as they are open: status code (null: no answer), host and port, method. Fast,
    /// never throws.
    /// </summary>
    public Action<int?, string, string>? RequestEnded { get; init; }
}
