namespace ImageAutomation.Common.Loop;

/// <summary>What is in a queue now.</summary>
/// <param name="Depth">Keys that wait.</param>
/// <param name="Unfinished">Sum of the times that the running keys have run so far.</param>
/// <param name="Longest">The longest of these times.</param>
public readonly record struct QueueState(int Depth, TimeSpan Unfinished, TimeSpan Longest);
