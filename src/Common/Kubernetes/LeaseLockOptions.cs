using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Which lease, who we are, and how long things take.</summary>
public sealed record LeaseLockOptions
{
    /// <summary>The lease.</summary>
    public required ObjectKey Lease { get; init; }

    /// <summary>Name of this contender; unique among all of them, over restarts too.</summary>
    public required string Identity { get; init; }

    /// <summary>How long others wait after the last renewal. At least one second; default 35 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>How long the leader tries to renew before it gives up. Below <see cref="LeaseDuration"/>; default 30 s.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between tries. Below <see cref="RenewDeadline"/>; default 5 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the lease is handed back at the end, so that another one need not wait. Default true.</summary>
    public bool ReleasesOnCancel { get; init; } = true;
}
