namespace ImageAutomation.ImageUpdater.Commits.Signing;

/// <param name="ExitCode">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record ProgramOutcome(int ExitCode, string Output, string Errors)
{
    public bool IsSuccess => ExitCode == 0;
}
