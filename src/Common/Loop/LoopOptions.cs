namespace ImageAutomation.Common.Loop;

/// <summary>Settings of a controller's loop; defaults are those of the reference controllers.</summary>
public sealed record LoopOptions
{
    /// <summary>
    /// Busy runs at once per kind, 1 or more. Default 4. A run that lasts longer than <see cref="WorkQueue.BusyTime"/> is not counted any
    /// more.
    /// </summary>
    public int Concurrent { get; init; } = 4;

    /// <summary>
    /// Runs at once per kind beyond <see cref="Concurrent"/>, for those that only wait for somebody; 0 or more. Default 12.
    /// </summary>
    public int Waiting { get; init; } = 12;

    /// <summary>First delay after a failure. Default 750 ms.</summary>
    public TimeSpan MinRetryDelay { get; init; } = TimeSpan.FromMilliseconds(750);

    /// <summary>Longest delay after failures. Default 15 min.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(15);
}
