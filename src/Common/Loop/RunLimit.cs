namespace ImageAutomation.Common.Loop;

/// <summary>Something that several keys of a controller share, and how many of their runs may go on at once.</summary>
/// <param name="Name">What is shared, such as a host or a repository; unique within a controller.</param>
/// <param name="AtOnce">Runs at once, 1 or more.</param>
/// <param name="IsSuspect">Whether runs for it were late before: such runs together get half of the places only.</param>
/// <param name="LeavesPlaces">
/// Whether it gets another place only while it holds fewer than are free, as a host that may hang should.
/// </param>
public readonly record struct RunLimit(string Name, int AtOnce, bool IsSuspect = false, bool LeavesPlaces = false);
