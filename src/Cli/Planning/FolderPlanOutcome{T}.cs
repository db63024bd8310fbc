namespace ImageAutomation.Cli.Planning;

/// <summary>What was made of a folder.</summary>
/// <param name="Policies">The policies.</param>
/// <param name="Scan">The files that were worked on, and what could not be read.</param>
/// <param name="Results">One result for each file of <paramref name="Scan"/>, in its order.</param>
/// <typeparam name="T">What is made of a file.</typeparam>
internal sealed record FolderPlanOutcome<T>(ElectedPolicies Policies, FolderScanOutcome Scan, IReadOnlyList<T> Results);
