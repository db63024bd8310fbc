namespace ImageAutomation.Common.Loop;

/// <summary>How long work takes, as buckets of our histograms.</summary>
public static class WorkTimes
{
    /// <summary>Upper bounds in seconds: from a look that finds nothing to the longest fetch.</summary>
    public static readonly IReadOnlyList<double> Bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
}
