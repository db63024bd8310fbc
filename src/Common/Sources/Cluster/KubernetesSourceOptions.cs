namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>How a <see cref="KubernetesSource"/> behaves.</summary>
public sealed record KubernetesSourceOptions
{
    /// <summary>Name of the controller, as source of events. For example <c>image-reflector-controller</c>.</summary>
    public required string Controller { get; init; }

    /// <summary>Name of this instance, as reporting instance of events; usually the pod's name. Default: the machine's name.</summary>
    public string Instance { get; init; } = Environment.MachineName;

    /// <summary>Which objects are watched.</summary>
    public ClusterScope Scope { get; init; } = ClusterScope.All;

    /// <summary>First wait after a watch failed. Default 500 ms.</summary>
    public TimeSpan MinRetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait after a watch failed again and again. Default 30 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);
}
