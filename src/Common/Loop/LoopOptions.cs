namespace ImageAutomation.Common.Loop;

/// <summary>Settings of a controller's loop; defaults are those of the reference controllers.</summary>
public sealed record LoopOptions
{
    /// <summary>Runs at once per kind, 1 or more. Default 4.</summary>
    public int Concurrent { get; init; } = 4;

    /// <summary>First delay after a failure. Default 750 ms.</summary>
    public TimeSpan MinRetryDelay { get; init; } = TimeSpan.FromMilliseconds(750);

    /// <summary>Longest delay after failures. Default 15 min.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(15);
}
