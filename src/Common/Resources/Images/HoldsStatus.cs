namespace ImageAutomation.Common.Resources.Images;

/// <summary>Values in Git that stand against an election. Output only: evidence is Git history.</summary>
public sealed record HoldsStatus
{
    /// <summary>How many there are.</summary>
    public required int Total { get; init; }

    /// <summary>The first 100 of them, by path, object and policy.</summary>
    public IReadOnlyList<HoldEntry>? Entries { get; init; }
}
