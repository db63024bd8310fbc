namespace ImageAutomation.TestSupport;

/// <summary>The system's clock, but somebody may set its time of day; timers and timestamps go on as they do then.</summary>
public sealed class SettableWallClock : TimeProvider
{
    /// <summary>By how much the time of day differs from the true one.</summary>
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
