namespace ImageAutomation.Cli.Planning;

/// <summary>Lines that take the place of others; ends are exclusive, either range may be empty.</summary>
internal readonly record struct DiffBlock(int OldStart, int OldEnd, int NewStart, int NewEnd);
