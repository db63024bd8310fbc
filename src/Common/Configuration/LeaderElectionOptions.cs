namespace ImageAutomation.Common.Configuration;

/// <summary>How replicas agree on the one that works.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>Name of the Lease; shards have their own.</summary>
    public required string LeaseName { get; init; }

    /// <summary>Namespace of the Lease; null: the one that the program runs in.</summary>
    public string? LeaseNamespace { get; init; }

    /// <summary>How long a silent leader keeps the lease. Default 35 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>How long the leader tries to renew before it gives up; below <see cref="LeaseDuration"/>. Default 30 s.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gap between tries; below <see cref="RenewDeadline"/>. Default 5 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the lease is given back at the end, so that another replica starts at once. Default true.</summary>
    public bool ReleaseOnCancel { get; init; } = true;
}
