namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Bounds of one rendering; beyond any of them it fails. The reference has none but the depth.</summary>
public sealed record RenderLimits
{
    /// <summary>Longest message and longest intermediate text, in bytes; default 1 MiB.</summary>
    public int MaxOutputBytes { get; init; } = 1 << 20;

    /// <summary>All texts that a rendering builds together, in bytes; default 64 MiB.</summary>
    public long MaxWorkingBytes { get; init; } = 64L << 20;

    /// <summary>Evaluated nodes, loop turns and list elements made; default 1,000,000.</summary>
    public long MaxSteps { get; init; } = 1_000_000;

    /// <summary>Depth of templates that call templates; default 500 (the reference has 100,000).</summary>
    public int MaxDepth { get; init; } = 500;

    /// <summary>Time on the clock given; default 5 seconds.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(5);
}
