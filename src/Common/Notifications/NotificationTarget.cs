namespace ImageAutomation.Common.Notifications;

/// <summary>Where events are posted, and with which limits. Defaults are the reference controllers'.</summary>
public sealed record NotificationTarget
{
    /// <summary>Address of the receiver.</summary>
    public required Uri Address { get; init; }

    /// <summary>Name of the controller, as <c>reportingController</c>.</summary>
    public required string Controller { get; init; }

    /// <summary>Name of this instance, as <c>reportingInstance</c>. Default: the machine's name, which is the pod's.</summary>
    public string Instance { get; init; } = Environment.MachineName;

    /// <summary>Limit of one try. Default 5 s.</summary>
    public TimeSpan TryLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tries after the first one. Default 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>Wait before the first retry; doubled for each further one. Default 1 s.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between tries. Default 30 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Events that wait to be sent; further ones are dropped. Default 1,000.</summary>
    public int QueueLength { get; init; } = 1000;

    /// <summary>How long a graceful stop waits for the queue. Default 3 s, well below the 10 s that a pod gets.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(3);
}
