namespace ImageAutomation.Common.Configuration;

/// <summary>Which API server, which objects, and how fast.</summary>
public sealed record KubernetesOptions
{
    /// <summary>Path of a kubeconfig: <c>--kubeconfig</c>, else <c>KUBECONFIG</c>; null: the service account of the pod.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The only namespace that is watched; null: all.</summary>
    public string? WatchNamespace { get; init; }

    /// <summary>Namespace that the program runs in (<c>RUNTIME_NAMESPACE</c>); null: unknown.</summary>
    public string? RuntimeNamespace { get; init; }

    /// <summary>Label selector for the kinds that the program owns; null: all objects.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Requests a second; above 0. Default 50.</summary>
    public double RequestsPerSecond { get; init; } = 50;

    /// <summary>Requests that may go out at once after a quiet time; 1 or more. Default 300.</summary>
    public int RequestBurst { get; init; } = 300;

    /// <summary>Leader election; null: the program works without asking.</summary>
    public LeaderElectionOptions? LeaderElection { get; init; }
}
