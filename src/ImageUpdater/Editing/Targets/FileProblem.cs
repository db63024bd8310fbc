namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>Why a file is left alone.</summary>
/// <param name="Line">Where it was noticed, from 1; 0 where it concerns the file as a whole.</param>
/// <param name="Column">Character in that line, from 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record FileProblem(int Line, int Column, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Message : $"line {Line}, column {Column}: {Message}";
}
